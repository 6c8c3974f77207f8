import type {DraftNode} from './draft.js';
import type {DraftWeighted} from './fold-batch-norm.js';
import type {Shape} from './graph.js';
import {sizeOf} from './graph.js';
import type {Workbench} from './workbench.js';

/** The channel of the norm that a number of one sample belongs to, by its row-major position. */
export type ChannelAt = (position: number) => number;

export interface RightTarget {
  readonly layer: DraftWeighted;
  /** Speaks of positions in the layer's input. */
  readonly channelAt: ChannelAt;
}

/**
 * The weighted layers behind a norm, with nothing but reshapes and transposes between; null where
 * anything else reads it too.
 */
export function rightTargets(
  bench: Workbench,
  norm: Extract<DraftNode, {kind: 'norm'}>,
): readonly RightTarget[] | null {
  const inner = sizeOf(norm.shape.slice(1));
  return targetsBehind(bench, norm, position => Math.floor(position / inner));
}

function targetsBehind(
  bench: Workbench,
  node: DraftNode,
  channelAt: ChannelAt,
): readonly RightTarget[] | null {
  if (bench.output() === node.name) {
    return null;
  }
  const targets: RightTarget[] = [];
  for (const reader of bench.consumers(node.name).map(bench.find)) {
    const behind = targetsAt(bench, node, reader, channelAt);
    if (behind === null) {
      return null;
    }
    targets.push(...behind);
  }
  return targets;
}

function targetsAt(
  bench: Workbench,
  node: DraftNode,
  reader: DraftNode,
  channelAt: ChannelAt,
): readonly RightTarget[] | null {
  switch (reader.kind) {
    case 'conv':
    case 'depthwise':
    case 'dense':
      return [{layer: reader, channelAt}];
    case 'reshape':
      return targetsBehind(bench, reader, channelAt);
    case 'transpose':
      return targetsBehind(bench, reader, beforeTranspose(node.shape, reader, channelAt));
    default:
      return null;
  }
}

function beforeTranspose(
  shape: Shape,
  {permutation}: {readonly permutation: readonly number[]},
  channelAt: ChannelAt,
): ChannelAt {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  return position => {
    let rest = position;
    let source = 0;
    for (let axis = permutation.length - 1; axis >= 0; axis--) {
      const from = permutation[axis]!;
      const length = shape[from]!;
      source += (rest % length) * strides[from]!;
      rest = Math.floor(rest / length);
    }
    return channelAt(source);
  };
}

/**
 * The norm's channel behind each input channel (convolution) or feature (dense) of a layer; null
 * where one of them mixes several.
 */
export function channelsOfInput(
  shape: Shape,
  layer: DraftWeighted,
  channelAt: ChannelAt,
): readonly number[] | null {
  const size = sizeOf(shape);
  const dense = layer.kind === 'dense';
  const count = dense ? shape.at(-1)! : shape[0]!;
  const inner = dense ? 1 : size / count;
  const channels = Array.from({length: count}, (_, index) => channelAt(index * inner));
  for (let position = 0; position < size; position++) {
    const index = Math.floor(position / inner) % count;
    if (channelAt(position) !== channels[index]) {
      return null;
    }
  }
  return channels;
}
