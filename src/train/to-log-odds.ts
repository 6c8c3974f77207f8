import type {Tensor} from '../graph/graph.js';
import type {ProbabilityHead} from './to-probabilities.js';

/** Index of the highest, the first of several. */
function highestOf(row: ArrayLike<number>): number {
  let top = 0;
  for (let k = 1; k < row.length; k++) if (row[k]! > row[top]!) top = k;
  return top;
}

/**
 * Log-odds of a softmax over one sample's scores z: zₖ − ln Σⱼ eᶻʲ over the other classes j ≠ k. For the highest score the
 * sum leaves it out from the beginning, as taking it away from the whole would leave nothing but rounding.
 */
function softmaxLogOdds(row: readonly number[]): number[] {
  // Of one class alone the softmax is 1 whatever its score, so samples do not differ.
  if (row.length === 1) return [0];
  const top = highestOf(row);
  const others = row.filter((_, k) => k !== top);
  const second = others[highestOf(others)]!;
  const powersOver = (from: number): number =>
    others.reduce((sum, z) => sum + Math.exp(z - from), 0);
  const rest = powersOver(row[top]!);
  return row.map((z, k) =>
    k === top
      ? z - second - Math.log(powersOver(second))
      : z - row[top]! - Math.log(1 + (rest - Math.exp(z - row[top]!))),
  );
}

/**
 * Log-odds ln(p/(1 − p)) of the probabilities that a head makes of logits: for sigmoid the logits themselves. They rank
 * samples as the probabilities do, but samples stay apart where p rounds to 0 or 1.
 *
 * @param logits [N,K], finite.
 * @returns      [N,K]
 */
export function toLogOdds({shape, data}: Tensor, head: ProbabilityHead): Float64Array {
  if (head === 'sigmoid') return Float64Array.from(data);
  const classes = shape[1]!;
  const result = new Float64Array(data.length);
  for (let first = 0; first < data.length; first += classes)
    result.set(softmaxLogOdds(Array.from(data.subarray(first, first + classes))), first);
  return result;
}
