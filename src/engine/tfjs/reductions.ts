import type {Tensor} from '@tensorflow/tfjs-core';
import {expandTo} from './layout.js';
import type {Tfjs} from './tfjs.js';

function perSample(x: Tensor, term: (index: number) => number): number[] {
  const [batch = 1] = x.shape;
  const size = x.size / batch;
  return Array.from({length: batch}, (_unused, sample) => {
    let sum = 0;
    for (let index = sample * size; index < (sample + 1) * size; index++) {
      sum += term(index);
    }
    return sum;
  });
}

/**
 * Σx over each sample of x [N,…], added in float64: tfjs adds one after the other in float32, which would
 * drown the remainders a ledger looks for.
 */
export function sums(x: Tensor): number[] {
  const data = x.dataSync();
  return perSample(x, index => data[index] ?? Number.NaN);
}

/** Mean of x² over each sample of x [N,…], in float64. */
export function meanSquares(x: Tensor): number[] {
  const data = x.dataSync();
  const size = x.size / (x.shape[0] ?? 1);
  const squares = perSample(x, index => {
    const value = data[index] ?? Number.NaN;
    return value * value;
  });
  return squares.map(sum => sum / size);
}

/** Σa·b over each sample, multiplied and added in float64. Both of one rank, batch first; b broadcasts. */
export function dots(tf: Tfjs, a: Tensor, b: Tensor): number[] {
  const shape = tf.broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const full = expandTo(tf, a, shape);
  const left = full.dataSync();
  const repeated = repeats(b.shape, shape) ? b : expandTo(tf, b, shape);
  const right = repeated.dataSync();
  const period = repeated.size;
  return perSample(
    full,
    index => (left[index] ?? Number.NaN) * (right[index % period] ?? Number.NaN),
  );
}

/** True where broadcasting `small` to `large` repeats its numbers as a whole, as [1,1,1,C] does. */
function repeats(small: readonly number[], large: readonly number[]): boolean {
  const from = small.findIndex(length => length !== 1);
  return from === -1 || small.slice(from).every((length, axis) => length === large[from + axis]);
}
