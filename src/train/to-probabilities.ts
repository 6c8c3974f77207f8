import type {Tensor} from '../graph/graph.js';

/** What turns scores into probabilities: each class by itself, or one of all. */
export type ProbabilityHead = 'sigmoid' | 'softmax';

function sigmoid(value: number): number {
  // For large negative values exp(-value) overflows to infinity, which gives 0, as it should.
  return 1 / (1 + Math.exp(-value));
}

/**
 * Probabilities of logits: sigmoid 1/(1 + e⁻ᶻ) of each, or softmax eᶻ/Σeᶻ over a sample's classes.
 *
 * @param logits [N,K]
 * @returns      [N,K], 0…1. What is not a number stays so.
 */
export function toProbabilities({shape, data}: Tensor, head: ProbabilityHead): Float32Array {
  if (head === 'sigmoid') return data.map(sigmoid);
  const classes = shape[1]!;
  const result = new Float32Array(data.length);
  for (let first = 0; first < data.length; first += classes) {
    const row = data.subarray(first, first + classes);
    const highest = row.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);
    const powers = Array.from(row, value => Math.exp(value - highest));
    const total = powers.reduce((sum, power) => sum + power, 0);
    powers.forEach((power, k) => {
      result[first + k] = power / total;
    });
  }
  return result;
}
