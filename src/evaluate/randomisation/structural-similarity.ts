import type {Extent} from '../../data/picture-header.js';

/** Side of the Gaussian window and its standard deviation, in pixels; factors of C₁ and C₂ (Wang et al. 2004). */
const [side, deviation, k1, k2] = [11, 1.5, 0.01, 0.03];

/** A window's weights along one side, Σ = 1: as long as the window, or the largest odd number that fits. */
function windowWeights(longest: number): readonly number[] {
  const length = Math.min(side, longest - ((longest + 1) % 2));
  const weights = Array.from({length}, (_, at) =>
    Math.exp(-((at - (length - 1) / 2) ** 2) / (2 * deviation ** 2)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map(weight => weight / total);
}

/** Weighted means over all windows that lie inside. */
function windowMeans(
  plane: Float64Array,
  {width, height}: Extent,
  weights: readonly number[],
): Float64Array {
  const [across, down] = [width - weights.length + 1, height - weights.length + 1];
  const rows = new Float64Array(height * across);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < across; x += 1)
      for (let at = 0; at < weights.length; at += 1)
        rows[y * across + x]! += weights[at]! * plane[y * width + x + at]!;
  const means = new Float64Array(down * across);
  for (let y = 0; y < down; y += 1)
    for (let at = 0; at < weights.length; at += 1)
      for (let x = 0; x < across; x += 1)
        means[y * across + x]! += weights[at]! * rows[(y + at) * across + x]!;
  return means;
}

function scaled(map: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(map);
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return values.map(value => value / largest);
}

/**
 * Structural similarity of two maps, −1…1, each divided by its largest |R| first: the mean over all windows inside of
 * (2μₐμ_b + C₁)(2σ_ab + C₂) / ((μₐ² + μ_b² + C₁)(σₐ² + σ_b² + C₂)), windows Gaussian, 11×11, σ = 1.5 pixels; C₁ = (0.01·L)²,
 * C₂ = (0.03·L)². NaN where a map is 0 everywhere. Of two local means below 0 the product is above 0, so the opposite of a
 * map scores low only where it goes up and down in each window.
 *
 * @param a, b  [H·W]; where a side is below 11 the window is the largest odd square that fits.
 * @param range L, what the values range over: 2 for −1…1, 1 for 0…1.
 * @see Wang et al. 2004, eq. 13.
 */
export function structuralSimilarity(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  extent: Extent,
  range: number,
): number {
  const weights = windowWeights(Math.min(extent.width, extent.height));
  const [x, y] = [scaled(a), scaled(b)];
  const means = (plane: Float64Array): Float64Array => windowMeans(plane, extent, weights);
  const [meanX, meanY] = [means(x), means(y)];
  const [squareX, squareY] = [
    means(x.map(value => value * value)),
    means(y.map(value => value * value)),
  ];
  const product = means(x.map((value, at) => value * y[at]!));
  const [c1, c2] = [(k1 * range) ** 2, (k2 * range) ** 2];
  const local = meanX.map((mx, at) => {
    const my = meanY[at]!;
    const [varianceX, varianceY] = [squareX[at]! - mx * mx, squareY[at]! - my * my];
    const covariance = product[at]! - mx * my;
    return (
      ((2 * mx * my + c1) * (2 * covariance + c2)) /
      ((mx * mx + my * my + c1) * (varianceX + varianceY + c2))
    );
  });
  return local.reduce((sum, value) => sum + value, 0) / local.length;
}
