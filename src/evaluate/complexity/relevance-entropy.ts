/**
 * The entropy of |R| as shares of its sum, in nats, 0…ln d: −Σ p ln p with p = |R| / ‖R‖₁. 0 where one pixel has
 * everything, ln d where all d pixels are equal. NaN of a map of zeros.
 *
 * @param pooled [d], channels pooled.
 * @see Bhatt et al. 2020, complexity.
 */
export function relevanceEntropy(pooled: ArrayLike<number>): number {
  const sizes = Float64Array.from(pooled, Math.abs);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total === 0) return Number.NaN;
  const entropy = sizes.reduce((sum, size) => {
    const share = size / total;
    return share === 0 ? sum : sum - share * Math.log(share);
  }, 0);
  return Math.max(0, entropy);
}
