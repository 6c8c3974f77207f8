/** How close two heatmaps are. */
export interface Agreement {
  /** max |a − b| / max |b| */
  readonly difference: number;
  readonly cosine: number;
}

/** Compares heatmaps of equal length. */
export function agreement(a: Float32Array, b: Float32Array): Agreement {
  if (a.length !== b.length) throw new Error(`${a.length} numbers against ${b.length}`);
  let [most, scale, product, squaresA, squaresB] = [0, 0, 0, 0, 0];
  for (let index = 0; index < a.length; index++) {
    const [x, y] = [a[index]!, b[index]!];
    most = Math.max(most, Math.abs(x - y));
    scale = Math.max(scale, Math.abs(y));
    product += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  return {difference: most / scale, cosine: product / Math.sqrt(squaresA * squaresB)};
}
