import {mixSeed} from '../data/mix-seed.js';

/**
 * A seed, a whole number in 0 … 2³²−1, for what is drawn by chance for one row: it depends on the run's seed, the row's key
 * and what it is for, not on the batch that the row stands in.
 *
 * @param key     Such as `2008_000008 horse`.
 * @param purpose Such as `SmoothGrad`: streams for different purposes have nothing to do with each other.
 */
export function rowSeed(seed: number, key: string, purpose: string): number {
  return mixSeed(seed, ...codesOf(purpose), ...codesOf(key));
}

/** The length first, so that `ab`, `c` and `a`, `bc` are different. */
function codesOf(text: string): readonly number[] {
  return [text.length, ...Array.from({length: text.length}, (_, at) => text.charCodeAt(at))];
}
