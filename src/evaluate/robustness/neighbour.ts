import {createRandom} from '../../data/random.js';
import type {Graph} from '../../graph/graph.js';
import {type Bounds, boundsOf} from '../../graph/preprocessing.js';
import type {PictureAxes} from '../picture-axes.js';

/** Lowest and highest value of each channel: by the preprocessing where it is known, else what the picture itself has. */
function boundsFor(picture: Float32Array, axes: PictureAxes, graph: Graph): Bounds {
  const {channels} = axes;
  if (graph.preprocessing?.mean.length === channels) return boundsOf(graph.preprocessing);
  const low = picture.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = picture.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const each = (value: number): readonly number[] => Array<number>(channels).fill(value);
  return {low: each(low), high: each(high)};
}

export interface NeighbourOptions {
  /** Most that a value changes, in shares of its range. */
  readonly radius: number;
  readonly seed: number;
}

/**
 * A picture near another: to each value noise is added, drawn evenly from −r…r, r = `radius` times what the channel ranges
 * over, then the value is cut to that range. Ranges are those of the preprocessing; where the model has none, from the
 * least to the largest value of this picture.
 *
 * @param picture One sample in the model's own layout, as `axes` say. @returns A new one, shaped as given.
 */
export function neighbourOf(
  picture: Float32Array,
  axes: PictureAxes,
  graph: Graph,
  {radius, seed}: NeighbourOptions,
): Float32Array {
  const {channels, height, width, at} = axes;
  const {low, high} = boundsFor(picture, axes, graph);
  const random = createRandom(seed);
  const result = new Float32Array(picture.length);
  for (let channel = 0; channel < channels; channel += 1) {
    const [least, most] = [low[channel]!, high[channel]!];
    const reach = radius * (most - least);
    for (let pixel = 0; pixel < height * width; pixel += 1) {
      const place = at(channel, pixel);
      const value = picture[place]! + random.between(-reach, reach);
      result[place] = Math.min(most, Math.max(least, value));
    }
  }
  return result;
}
