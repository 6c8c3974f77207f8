import type {Tensor, Tensor4D} from '@tensorflow/tfjs-core';
import type {Shape} from '../../graph/graph.js';
import type {Tfjs} from './tfjs.js';

/**
 * Where a per-sample axis stands in the tensor that holds the value. Values of per-sample rank 3 are
 * [C,H,W] in a program and [N,H,W,C] here, because tfjs convolves and pools channels last; all
 * others keep their order behind the batch axis.
 */
export function axisInTensor(axis: number, rank: number): number {
  if (rank !== 3) {
    return axis + 1;
  }
  return axis === 0 ? 3 : axis;
}

/** Rearranges one entry per per-sample axis into the order of the tensor's axes, `batch` first. */
export function inTensorOrder<Entry>(batch: Entry, entries: readonly Entry[]): Entry[] {
  const ordered = [batch, ...entries];
  entries.forEach((entry, axis) => {
    ordered[axisInTensor(axis, entries.length)] = entry;
  });
  return ordered;
}

/** The shape of the tensor that holds `batch` samples of a per-sample shape. */
export function tensorShape(batch: number, shape: Shape): number[] {
  return inTensorOrder(batch, shape);
}

/**
 * Brings a channels-first tensor into the order of this engine: [N,C,H,W] → [N,H,W,C] where the
 * per-sample rank is 3, else no change. The caller's tidy disposes the result.
 */
export function fromChannelsFirst(tf: Tfjs, x: Tensor): Tensor {
  if (x.rank !== 4) {
    return x;
  }
  const [batch, channels, height, width] = (x as Tensor4D).shape;
  return channels === 1 || height * width === 1
    ? tf.reshape(x, [batch, height, width, channels])
    : tf.transpose(x, [0, 2, 3, 1]);
}

/** The inverse of `fromChannelsFirst`. */
export function toChannelsFirst(tf: Tfjs, x: Tensor): Tensor {
  if (x.rank !== 4) {
    return x;
  }
  const [batch, height, width, channels] = (x as Tensor4D).shape;
  return channels === 1 || height * width === 1
    ? tf.reshape(x, [batch, channels, height, width])
    : tf.transpose(x, [0, 3, 1, 2]);
}

/** Gives a value's tensor a per-sample rank by ones in front, for broadcasting from the right. */
export function withRank(tf: Tfjs, x: Tensor, rank: number): Tensor {
  if (x.rank === rank + 1) {
    return x;
  }
  const plain = toChannelsFirst(tf, x);
  const [batch = 1, ...shape] = plain.shape;
  const ones = new Array<number>(rank - shape.length).fill(1);
  return fromChannelsFirst(tf, tf.reshape(plain, [batch, ...ones, ...shape]));
}

/** Repeats x along axes of length 1 until it has the shape. */
export function expandTo(tf: Tfjs, x: Tensor, shape: readonly number[]): Tensor {
  const isThere =
    x.rank === shape.length && shape.every((length, axis) => length === x.shape[axis]);
  // Adding zeros broadcasts far faster than the tile kernel of the wasm backend.
  return isThere ? x : tf.add(x, tf.zeros([...shape]));
}

/** Puts cells of a value before and after x along each axis. */
export function padTo(
  tf: Tfjs,
  x: Tensor,
  cells: readonly [before: number, after: number][],
  value: number,
): Tensor {
  if (x.rank <= 4) {
    return tf.pad(x, [...cells], value);
  }
  // Axis by axis: the kernel of the webgpu backend cannot pad more than 4 axes.
  return cells.reduce<Tensor>((padded, [before, after], axis) => {
    const shape = [...padded.shape];
    const length = shape[axis] ?? 1;
    const inner = shape.slice(axis + 1).reduce((product, factor) => product * factor, 1);
    const flat = tf.reshape(padded, [-1, length * inner]);
    const wider = tf.pad(
      flat,
      [
        [0, 0],
        [before * inner, after * inner],
      ],
      value,
    );
    return tf.reshape(wider, shape.with(axis, before + length + after));
  }, x);
}
