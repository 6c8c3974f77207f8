/** The 95 % confidence interval of a share, `right` of `total` (Wilson 1927). */
export function wilson(right: number, total: number): readonly [number, number] {
  const z = 1.959964;
  const share = right / total;
  const middle = (share + (z * z) / (2 * total)) / (1 + (z * z) / total);
  const half =
    (z / (1 + (z * z) / total)) *
    Math.sqrt((share * (1 - share)) / total + (z * z) / (4 * total * total));
  return [middle - half, middle + half];
}
