import type {Rank, Tensor4D} from '@tensorflow/tfjs-core';
import type {Pair} from '../../graph/graph.js';
import type {Tfjs} from './tfjs.js';

/** A rectangle of cells; it may reach over the borders of the tensor it is cut from. */
export interface Rectangle {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

interface Range {
  readonly begin: number;
  readonly size: number;
  readonly pad: [number, number];
}

function rangeWithin(length: number, start: number, size: number): Range {
  const begin = Math.min(Math.max(start, 0), length);
  const end = Math.max(Math.min(start + size, length), begin);
  const before = begin - start;
  return {begin, size: end - begin, pad: [before, size - before - (end - begin)]};
}

/**
 * Cuts a rectangle out of x [N,H,W,C]: crops where it is smaller, pads with `fill` where it reaches
 * over the border.
 *
 * @returns [N,height,width,C]; x itself where nothing changes.
 */
export function cut(tf: Tfjs, x: Tensor4D, rectangle: Rectangle, fill = 0): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const rows = rangeWithin(height, rectangle.top, rectangle.height);
  const columns = rangeWithin(width, rectangle.left, rectangle.width);
  if (rows.size <= 0 || columns.size <= 0) {
    return tf.fill<Rank.R4>([batch, rectangle.height, rectangle.width, channels], fill);
  }
  const isWhole = rows.size === height && columns.size === width;
  const inner = isWhole
    ? x
    : tf.slice(x, [0, rows.begin, columns.begin, 0], [batch, rows.size, columns.size, channels]);
  return [...rows.pad, ...columns.pad].every(cells => cells === 0)
    ? inner
    : tf.pad(inner, [[0, 0], rows.pad, columns.pad, [0, 0]], fill);
}

/** Every `stride`-th row and column from the first: [N,H,W,C] → [N,⌈H/s⌉,⌈W/s⌉,C]. */
export function takeEvery(tf: Tfjs, x: Tensor4D, stride: Pair): Tensor4D {
  if (stride[0] === 1 && stride[1] === 1) {
    return x;
  }
  // The mean over one cell is that cell; this runs many times faster than stridedSlice on wasm.
  return tf.avgPool(x, [1, 1], [stride[0], stride[1]], 'valid');
}

/** Puts stride − 1 zeros behind every row and column: [N,H,W,C] → [N,H·s,W·s,C]. */
export function spreadApart(tf: Tfjs, x: Tensor4D, stride: Pair): Tensor4D {
  if (stride[0] === 1 && stride[1] === 1) {
    return x;
  }
  const [batch, height, width, channels] = x.shape;
  const columns = tf.pad(tf.reshape(x, [batch * height * width, channels]), [
    [0, 0],
    [0, (stride[1] - 1) * channels],
  ]);
  const row = width * stride[1] * channels;
  const rows = tf.pad(tf.reshape(columns, [batch * height, row]), [
    [0, 0],
    [0, (stride[0] - 1) * row],
  ]);
  return tf.reshape(rows, [batch, height * stride[0], width * stride[1], channels]);
}

/**
 * Weaves s_h·s_w grids of one shape into one: cell (y,x) of `phases[a][b]` goes to (y·s_h + a,
 * x·s_w + b). [N,H,W,C] each → [N,H·s_h,W·s_w,C].
 */
export function interleave(tf: Tfjs, phases: readonly (readonly Tensor4D[])[]): Tensor4D {
  const first = phases[0]?.[0];
  if (first === undefined) {
    throw new RangeError('interleave: expected at least one grid');
  }
  const [batch, height, width, channels] = first.shape;
  const columns = phases[0]?.length ?? 1;
  const rows = phases.map(row => {
    const cells = row.map(phase => tf.reshape(phase, [batch * height * width, channels]));
    return tf.reshape(tf.concat(cells, 1), [batch * height, width * columns * channels]);
  });
  return tf.reshape(tf.concat(rows, 1), [batch, height * phases.length, width * columns, channels]);
}
