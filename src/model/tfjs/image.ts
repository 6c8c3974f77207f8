import type {Padding, Pair} from '../../graph/graph.js';
import {samePadding, windowOutput} from '../../graph/shapes.js';
import type {LayerCall} from './layer-call.js';
import {Unsupported} from './layer-call.js';
import type {Value} from './value.js';

/** A value as an image [C,H,W] of the graph; a sequence is an image of height 1. */
export interface Image {
  readonly value: Value;
  readonly channels: number;
  readonly size: Pair;
  /** 1 for a sequence, 2 for a picture. */
  readonly axes: 1 | 2;
  /** Whether Keras has the channels as the last axis. */
  readonly last: boolean;
}

/** How many spatial axes the layer's class name says: `Conv1D`, `MaxPooling2D`. */
export function axesOf(call: LayerCall): 1 | 2 {
  return call.operator.endsWith('1D') ? 1 : 2;
}

/** The layer's first input with its channels in front. @throws Unsupported on other ranks. */
export function imageOf(call: LayerCall, value: Value = call.inputs[0]!): Image {
  const axes = axesOf(call);
  if (value.shape.length !== axes + 1) {
    throw call.config.fail('input', `a tensor of rank ${axes + 1} without the batch axis`);
  }
  const last =
    call.config.choice('data_format', ['channels_last', 'channels_first'], 'channels_last') ===
    'channels_last';
  const spatial = axes === 1 ? [-1, last ? 0 : 1] : last ? [0, 1] : [1, 2];
  const channel = last ? axes : 0;
  const arranged = call.builder.arrange(value, [channel, ...spatial], call);
  const [height, width] = spatial.map(axis => (axis < 0 ? 1 : value.shape[axis]!));
  return {
    value: arranged,
    channels: value.shape[channel]!,
    size: [height!, width!],
    axes,
    last,
  };
}

/** Keras' shape of an image like `image` with other channels and size. */
export function kerasShape(image: Image, channels: number, size: Pair): readonly number[] {
  const spatial = image.axes === 1 ? [size[1]] : [...size];
  return image.last ? [...spatial, channels] : [channels, ...spatial];
}

/** A setting with one number a spatial axis, as [vertical, horizontal]. */
export function pairOf(call: LayerCall, key: string, axes: 1 | 2, fallback: number | null): Pair {
  const [first, second] = call.config.counts(key, axes, fallback);
  return axes === 1 ? [1, first!] : [first!, second!];
}

export interface Window {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
}

/** Padding in cells and output size of a sliding window under the layer's `padding` setting. */
export function slide(
  call: LayerCall,
  image: Image,
  window: Window,
): {readonly padding: Padding; readonly size: Pair} {
  const mode = call.config.choice('padding', ['valid', 'same', 'causal'], 'valid');
  if (mode === 'causal' && image.axes === 2) throw call.config.fail('padding', '"valid" or "same"');
  const along = (axis: 0 | 1): {before: number; after: number; size: number} => {
    const length = image.size[axis];
    const one = {
      kernel: window.kernel[axis],
      stride: window.stride[axis],
      dilation: window.dilation[axis],
    };
    const causal = axis === 1 ? one.dilation * (one.kernel - 1) : 0;
    const padding =
      mode === 'same'
        ? samePadding(length, one, 'upper')
        : {before: mode === 'causal' ? causal : 0, after: 0};
    return {...padding, size: windowOutput(length, one, padding)};
  };
  const [vertical, horizontal] = [along(0), along(1)];
  return {
    padding: [vertical.before, horizontal.before, vertical.after, horizontal.after],
    size: [vertical.size, horizontal.size],
  };
}

/** Throws where a layer was given a rank it does not know. */
export function refuseRank(value: Value, what: string): never {
  throw new Unsupported(`${what} a tensor of rank ${value.shape.length} is not known`);
}
