import type {Extent} from '../../data/picture-header.js';

/** Weights of a Gaussian up to three standard deviations from its centre. */
function halfKernel(sigma: number): Float64Array {
  const radius = Math.max(1, Math.ceil(3 * sigma));
  return Float64Array.from({length: radius + 1}, (_, at) => Math.exp(-0.5 * (at / sigma) ** 2));
}

/** Blurs lines of one length: beyond their ends there is nothing, and the weights within are shared out anew. */
class LineBlur {
  readonly #length: number;
  readonly #kernel: Float64Array;
  /** A line with as many zeros on both sides as the kernel reaches. */
  readonly #line: Float64Array;
  /** [length] sums of the weights that lie within. */
  readonly #weights: Float64Array;

  constructor(length: number, kernel: Float64Array) {
    this.#length = length;
    this.#kernel = kernel;
    this.#line = new Float64Array(length + 2 * (kernel.length - 1));
    this.#line.fill(1, kernel.length - 1, kernel.length - 1 + length);
    this.#weights = Float64Array.from({length}, (_, at) => this.#sum(at));
  }

  #sum(at: number): number {
    const kernel = this.#kernel;
    const line = this.#line;
    const centre = at + kernel.length - 1;
    let sum = kernel[0]! * line[centre]!;
    for (let distance = 1; distance < kernel.length; distance += 1)
      sum += kernel[distance]! * (line[centre - distance]! + line[centre + distance]!);
    return sum;
  }

  /** Blurs the line that begins at `start`, its numbers `stride` apart. */
  run(data: Float64Array, start: number, stride: number): void {
    const reach = this.#kernel.length - 1;
    for (let at = 0; at < this.#length; at += 1)
      this.#line[reach + at] = data[start + at * stride]!;
    for (let at = 0; at < this.#length; at += 1)
      data[start + at * stride] = this.#sum(at) / this.#weights[at]!;
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
  const [along, down] = [new LineBlur(width, kernel), new LineBlur(height, kernel)];
  for (let plane = 0; plane < data.length; plane += width * height) {
    for (let y = 0; y < height; y += 1) along.run(data, plane + y * width, 1);
    for (let x = 0; x < width; x += 1) down.run(data, plane + x, width);
  }
  return Float32Array.from(data);
}
