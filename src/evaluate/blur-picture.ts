import type {PictureAxes} from './picture-axes.js';

/** Standard deviation of the blur, as a share of the shorter side. */
const blurShare = 1 / 16;

/** Weights of a Gaussian from its middle outwards, cut at three standard deviations. */
function gaussian(deviation: number): readonly number[] {
  const reach = Math.ceil(3 * deviation);
  return Array.from({length: reach + 1}, (_, far) => Math.exp(-(far ** 2) / (2 * deviation ** 2)));
}

/** Weighted means along one line; what lies outside the picture does not count. */
function blurLine(line: Float64Array, weights: readonly number[]): Float64Array {
  return line.map((_, middle) => {
    let [sum, total] = [0, 0];
    const last = Math.min(line.length - 1, middle + weights.length - 1);
    for (let at = Math.max(0, middle - weights.length + 1); at <= last; at += 1) {
      const weight = weights[Math.abs(at - middle)]!;
      sum += weight * line[at]!;
      total += weight;
    }
    return sum / total;
  });
}

/**
 * A picture blurred, channel by channel, with a Gaussian whose standard deviation is 1/16 of the shorter side. At the
 * border only what lies in the picture counts, so that an even picture stays as it is.
 *
 * @param picture [C,H,W] or [H,W,C], as `axes` say. @returns A picture shaped as given; nothing given is changed.
 */
export function blurPicture(picture: Float32Array, axes: PictureAxes): Float32Array {
  const {channels, height, width, at} = axes;
  const weights = gaussian(Math.min(height, width) * blurShare);
  const result = new Float32Array(picture.length);
  for (let channel = 0; channel < channels; channel += 1) {
    const plane = Float64Array.from(
      {length: height * width},
      (_, pixel) => picture[at(channel, pixel)]!,
    );
    for (let y = 0; y < height; y += 1)
      plane.set(blurLine(plane.subarray(y * width, (y + 1) * width), weights), y * width);
    for (let x = 0; x < width; x += 1) {
      const column = Float64Array.from({length: height}, (_, y) => plane[y * width + x]!);
      blurLine(column, weights).forEach((value, y) => {
        result[at(channel, y * width + x)] = value;
      });
    }
  }
  return result;
}
