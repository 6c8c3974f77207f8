import type {Extent} from '../../data/picture-header.js';
import {createRandom} from '../../data/random.js';
import type {Bounds} from '../../graph/preprocessing.js';
import {gaussianBlur} from './gaussian-blur.js';

/** What replaces a region. */
export type Fill = 'mean' | 'blur' | 'noise' | 'uniform';

export interface FillOptions {
  readonly fill: Fill;
  /** Side of a region in pixels. */
  readonly region: number;
  /** Of `noise` and `uniform`. */
  readonly seed: number;
  /** Lowest and highest value of each channel; null where the model does not say: then the picture's own. */
  readonly bounds: Bounds | null;
}

interface ChannelStatistics {
  readonly mean: number;
  readonly deviation: number;
  readonly low: number;
  readonly high: number;
}

function statistics(values: Float32Array): ChannelStatistics {
  let [sum, low, high] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    sum += value;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const mean = sum / values.length;
  const squares = values.reduce((all, value) => all + (value - mean) ** 2, 0);
  return {mean, deviation: Math.sqrt(squares / values.length), low, high};
}

/** σ of the fill `blur` in pixels: a region's side, and at least a twelfth of the picture's shorter side. */
export function blurSigma({width, height}: Extent, region: number): number {
  return Math.max(region, Math.min(width, height) / 12);
}

/**
 * What a picture shows once all of its regions are replaced, in the network's input space:
 * - `mean`: the picture's own mean of each channel;
 * - `blur`: the picture, blurred by a Gaussian ({@link blurSigma});
 * - `noise`: Gaussian noise with the picture's own mean and standard deviation of each channel;
 * - `uniform`: numbers drawn evenly between the lowest and the highest value that an input can have.
 *
 * @param picture [C,H,W]
 * @returns       [C,H,W], new.
 */
export function fillPicture(
  picture: Float32Array,
  extent: Extent,
  {fill, region, seed, bounds}: FillOptions,
): Float32Array {
  if (fill === 'blur') return gaussianBlur(picture, extent, blurSigma(extent, region));
  const area = extent.width * extent.height;
  const random = createRandom(seed);
  const filled = new Float32Array(picture.length);
  for (let channel = 0; channel * area < picture.length; channel += 1) {
    const own = filled.subarray(channel * area, (channel + 1) * area);
    const {mean, deviation, low, high} = statistics(
      picture.subarray(channel * area, (channel + 1) * area),
    );
    const [lowest, highest] = [bounds?.low[channel] ?? low, bounds?.high[channel] ?? high];
    for (let at = 0; at < area; at += 1) {
      if (fill === 'mean') own[at] = mean;
      else if (fill === 'noise') own[at] = mean + deviation * random.normal();
      else own[at] = random.between(lowest, highest);
    }
  }
  return filled;
}
