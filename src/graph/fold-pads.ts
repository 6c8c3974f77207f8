import type {DraftNode} from './draft.js';
import type {Workbench} from './workbench.js';

type DraftPad = Extract<DraftNode, {kind: 'pad'}>;
type DraftConv = Extract<DraftNode, {kind: 'conv' | 'depthwise'}>;

/** Makes a padding with zeros, before nothing but convolutions, the convolutions' own. */
export function foldPads(bench: Workbench): void {
  // From the end, so that of two in a row the second is gone when the first is looked at.
  for (const {name} of [...bench.nodes()].reverse()) {
    const pad = bench.find(name);
    if (pad.kind === 'pad' && isSpatialZero(pad)) {
      foldPad(bench, pad);
    }
  }
}

function isSpatialZero(pad: DraftPad): boolean {
  return pad.value === 0 && pad.shape.length === 3 && pad.before[0] === 0 && pad.after[0] === 0;
}

function foldPad(bench: Workbench, pad: DraftPad): void {
  const readers = bench.consumers(pad.name).map(bench.find);
  const convolutions = readers.filter(isConvolution);
  if (readers.length === 0 || convolutions.length < readers.length) {
    bench.note(`padding "${pad.name}" stands as a node of its own`);
    return;
  }
  for (const conv of convolutions) {
    const [top, left, bottom, right] = conv.padding;
    bench.replace({
      ...conv,
      padding: [
        top + (pad.before[1] ?? 0),
        left + (pad.before[2] ?? 0),
        bottom + (pad.after[1] ?? 0),
        right + (pad.after[2] ?? 0),
      ],
    });
    bench.note(`padding "${pad.name}" counted as that of "${conv.name}"`);
  }
  bench.bypass(pad.name);
}

function isConvolution(node: DraftNode): node is DraftConv {
  return node.kind === 'conv' || node.kind === 'depthwise';
}
