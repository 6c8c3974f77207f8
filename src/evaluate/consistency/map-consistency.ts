/** How far one map is from consistent, and whether that is within a tolerance. */
export interface MapConsistency {
  /** |ΣR − f| / |f|: 0 where both are 0, NaN where only f is. */
  readonly conservationError: number;
  /** Σ|R⁻| / Σ|R|, 0…1; 0 of a map of zeros. */
  readonly negativeShare: number;
  /** Both within the tolerance. */
  readonly consistent: boolean;
}

/**
 * Holds a map against the score it explains, f(x) = Σ_p R_p (conservative), R_p ≥ 0 for all p (positive), both
 * (consistent), each within a tolerance. p runs over all values of the input: channels are not pooled. A map for a score
 * below 0 can never be consistent.
 *
 * @param relevance [d], one sample's.
 * @param score     f(x), the class's score.
 * @param within    A fraction of |f| and of Σ|R|.
 * @see Montavon et al. 2017, definitions 1 to 3.
 */
export function mapConsistency(
  relevance: ArrayLike<number>,
  score: number,
  within: number,
): MapConsistency {
  let [sum, negative, absolute] = [0, 0, 0];
  for (let p = 0; p < relevance.length; p += 1) {
    const value = relevance[p]!;
    sum += value;
    absolute += Math.abs(value);
    if (value < 0) negative -= value;
  }
  const lost = Math.abs(sum - score);
  return {
    conservationError: lost === 0 ? 0 : score === 0 ? Number.NaN : lost / Math.abs(score),
    negativeShare: absolute === 0 ? 0 : negative / absolute,
    consistent: lost <= within * Math.abs(score) && negative <= within * absolute,
  };
}
