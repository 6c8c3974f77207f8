import type {Padding, Pair, Tensor} from './graph.js';

/** Length of the output of a sliding window along one axis, the last incomplete window left out. */
export function windowOutput(
  length: number,
  window: {readonly kernel: number; readonly stride: number; readonly dilation: number},
  padding: {readonly before: number; readonly after: number},
): number {
  const reach = window.dilation * (window.kernel - 1) + 1;
  return Math.floor((length + padding.before + padding.after - reach) / window.stride) + 1;
}

/**
 * Length of the output where the last incomplete window counts too (`ceil_mode`), unless it would
 * start behind the input: it must begin inside the input or the padding before it, as in PyTorch.
 */
export function ceilWindowOutput(
  length: number,
  window: {readonly kernel: number; readonly stride: number; readonly dilation: number},
  padding: {readonly before: number; readonly after: number},
): number {
  const reach = window.dilation * (window.kernel - 1) + 1;
  const output = Math.ceil((length + padding.before + padding.after - reach) / window.stride) + 1;
  return (output - 1) * window.stride >= length + padding.before ? output - 1 : output;
}

/**
 * Cells to add along one axis so that the output has ⌈length/stride⌉ positions. An odd cell goes to
 * the end (`upper`, also TensorFlow's `same`) or to the beginning (`lower`).
 */
export function samePadding(
  length: number,
  window: {readonly kernel: number; readonly stride: number; readonly dilation: number},
  odd: 'upper' | 'lower',
): {readonly before: number; readonly after: number} {
  const output = Math.ceil(length / window.stride);
  const reach = window.dilation * (window.kernel - 1) + 1;
  const total = Math.max(0, (output - 1) * window.stride + reach - length);
  const small = Math.floor(total / 2);
  return odd === 'upper'
    ? {before: small, after: total - small}
    : {before: total - small, after: small};
}

/**
 * Divisors of an average pooling, [Ho,Wo]: how many cells of every window count.
 *
 * @param size    Height and width of the input.
 * @param output  Ho and Wo.
 * @param counted Top, left, bottom, right: padding whose cells count (zeros where none does).
 */
export function windowCounts(
  size: Pair,
  output: Pair,
  pool: {readonly kernel: Pair; readonly stride: Pair; readonly padding: Padding},
  counted: Padding,
): Tensor {
  const along = (axis: 0 | 1): readonly number[] =>
    Array.from({length: output[axis]}, (_, position) => {
      const start = position * pool.stride[axis] - pool.padding[axis];
      const first = Math.max(start, -counted[axis]);
      const last = Math.min(start + pool.kernel[axis], size[axis] + counted[axis === 0 ? 2 : 3]);
      return Math.max(0, last - first);
    });
  const rows = along(0);
  const columns = along(1);
  const data = new Float32Array(output[0] * output[1]);
  rows.forEach((row, y) => {
    columns.forEach((column, x) => {
      data[y * output[1] + x] = row * column;
    });
  });
  return {shape: [output[0], output[1]], data};
}
