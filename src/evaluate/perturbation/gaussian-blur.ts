import type {Extent} from '../../data/picture-header.js';

/** Weights of a Gaussian up to three standard deviations from its centre. */
function halfKernel(sigma: number): Float64Array {
  const radius = Math.max(1, Math.ceil(3 * sigma));
  return Float64Array.from({length: radius + 1}, (_, at) => Math.exp(-0.5 * (at / sigma) ** 2));
}

/** One line of `length` numbers, `stride` apart, blurred; beyond its ends there is nothing, and weights are shared out anew. */
function blurLine(
  data: Float64Array,
  start: number,
  length: number,
  stride: number,
  kernel: Float64Array,
): void {
  const line = Float64Array.from({length}, (_, at) => data[start + at * stride]!);
  for (let at = 0; at < length; at += 1) {
    let [sum, weights] = [0, 0];
    const last = Math.min(length - 1, at + kernel.length - 1);
    for (let other = Math.max(0, at - kernel.length + 1); other <= last; other += 1) {
      const weight = kernel[Math.abs(other - at)]!;
      sum += weight * line[other]!;
      weights += weight;
    }
    data[start + at * stride] = sum / weights;
  }
}

/**
 * A picture blurred by a Gaussian, each channel for itself. At the border the weights of what lies within add up to 1,
 * so that a constant picture stays as it is.
 *
 * @param picture [C,H,W]
 * @param sigma   Standard deviation in pixels, above 0.
 * @returns       [C,H,W], new.
 */
export function gaussianBlur(
  picture: Float32Array,
  {width, height}: Extent,
  sigma: number,
): Float32Array {
  const data = Float64Array.from(picture);
  const kernel = halfKernel(sigma);
  for (let plane = 0; plane < data.length; plane += width * height) {
    for (let y = 0; y < height; y += 1) blurLine(data, plane + y * width, width, 1, kernel);
    for (let x = 0; x < width; x += 1) blurLine(data, plane + x, height, width, kernel);
  }
  return Float32Array.from(data);
}
