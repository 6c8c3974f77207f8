import type {DraftNode} from '../../graph/draft.js';

/**
 * Leaves out the nodes that the output does not need and joins a reshape that is only read by
 * another reshape with that one. The order stays.
 */
export function tidyDraft(nodes: readonly DraftNode[], output: string): readonly DraftNode[] {
  const needed = needs(nodes, output);
  const readers = new Map<string, number>();
  const kept = nodes.filter(({name}) => needed.has(name));
  for (const name of kept.flatMap(({inputs}) => inputs)) {
    readers.set(name, (readers.get(name) ?? 0) + 1);
  }
  const byName = new Map(kept.map(node => [node.name, node]));
  const joined = kept.map(node => {
    if (node.kind !== 'reshape') return node;
    let [from] = node.inputs;
    while (byName.get(from!)?.kind === 'reshape' && readers.get(from!) === 1) {
      [from] = byName.get(from!)!.inputs;
    }
    return {...node, inputs: [from!]};
  });
  const still = needs(joined, output);
  return joined.filter(({name}) => still.has(name));
}

function needs(nodes: readonly DraftNode[], output: string): ReadonlySet<string> {
  const needed = new Set([output]);
  for (const node of nodes.toReversed()) {
    if (node.kind === 'input') needed.add(node.name);
    if (needed.has(node.name)) for (const input of node.inputs) needed.add(input);
  }
  return needed;
}
