import type {Workbench} from './workbench.js';

/** Lets a reshape read what an earlier reshape read, and drops those that change nothing. */
export function joinReshapes(bench: Workbench): void {
  for (const {name} of bench.nodes()) {
    const node = bench.find(name);
    if (node.kind !== 'reshape') {
      continue;
    }
    const before = bench.find(node.inputs[0] ?? '');
    const joined = before.kind === 'reshape' ? {...node, inputs: before.inputs} : node;
    if (joined !== node) {
      bench.replace(joined);
    }
    const source = bench.find(joined.inputs[0] ?? '');
    if (source.shape.join() === joined.shape.join()) {
      bench.bypass(name);
    }
  }
  bench.dropUnneeded();
}
