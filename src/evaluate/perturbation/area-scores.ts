/** Mean of a curve's fall: 1/(L+1) Σ_{k=0..L} (f(x⁰) − f(xᵏ)), the AOPC of one picture (Samek et al. 2017, eq. 12). */
export function areaOverCurve(curve: readonly number[]): number {
  return curve.reduce((sum, value) => sum + curve[0]! - value, 0) / curve.length;
}

/**
 * Area between two curves of one length: 1/(L+1) Σ_{k=0..L} (f(xᵏ, least first) − f(xᵏ, most first)).
 * The difference of both AOPC; 0 where the order does not matter.
 */
export function areaBetweenCurves(most: readonly number[], least: readonly number[]): number {
  return least.reduce((sum, value, step) => sum + value - most[step]!, 0) / least.length;
}

/**
 * How many regions are replaced at each step 0…L: evenly up to the share of all.
 *
 * @param steps L, at most as many as regions are replaced.
 */
export function replacedCounts(regions: number, steps: number, share: number): readonly number[] {
  const last = Math.max(1, Math.round(share * regions));
  const taken = Math.min(steps, last);
  return Array.from({length: taken + 1}, (_, step) => Math.round((step * last) / taken));
}
