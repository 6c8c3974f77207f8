/**
 * The Gini index of |R| over d pixels, 0…1 − 1/d: 0 where all pixels are equal, 1 − 1/d where one has everything. With
 * c_1 ≤ … ≤ c_d the sorted sizes: 1 − 2 Σ_k c_k/‖c‖₁ · (d − k + ½)/d. NaN of a map of zeros.
 *
 * @param pooled [d], channels pooled.
 * @see Hurley and Rickard 2009, table I; Chalasani et al. 2020, section 3.
 */
export function giniIndex(pooled: ArrayLike<number>): number {
  const sizes = Float64Array.from(pooled, Math.abs).sort();
  const d = sizes.length;
  let [total, weighted] = [0, 0];
  sizes.forEach((size, index) => {
    total += size;
    // k = index + 1; the formula over one denominator, which loses no digits against the 1.
    weighted += (2 * index + 1 - d) * size;
  });
  return total === 0 ? Number.NaN : weighted / (d * total);
}
