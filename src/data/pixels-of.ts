import type {Graph} from '../graph/graph.js';
import type {Pixels} from './image.js';

/** Least and greatest of some numbers. */
function rangeOf(values: Float32Array): readonly [number, number] {
  return values.reduce<readonly [number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}

/**
 * One sample of an array as a picture to look at: the model's preprocessing turned back where it is
 * known, else its least value black and its greatest white. Null where it is no picture of 1 or 3 channels.
 *
 * @param sample [C,H,W] or [H,W,C], as the model takes it, flat.
 */
export function pixelsOf(sample: Float32Array, graph: Graph): Pixels | null {
  const {shape} = graph.nodes[graph.input]!;
  const [channels, height, width] = shape;
  if (shape.length !== 3 || height === undefined || width === undefined) return null;
  if (channels !== 1 && channels !== 3) return null;
  const area = height * width;
  const {preprocessing, layout} = graph;
  const [low, high] = rangeOf(sample);
  const at = (pixel: number, channel: number): number => {
    const value =
      sample[layout === 'channels-last' ? pixel * channels + channel : channel * area + pixel]!;
    if (preprocessing?.mean.length !== channels)
      return high === low ? 0 : (255 * (value - low)) / (high - low);
    return (
      (value * preprocessing.std[channel]! + preprocessing.mean[channel]!) / preprocessing.scale
    );
  };
  const isReversed = preprocessing?.channels === 'BGR';
  const data = new Uint8Array(area * 3);
  for (let pixel = 0; pixel < area; pixel++) {
    for (let colour = 0; colour < 3; colour++) {
      const channel = channels === 1 ? 0 : isReversed ? 2 - colour : colour;
      data[pixel * 3 + colour] = Math.min(255, Math.max(0, Math.round(at(pixel, channel))));
    }
  }
  return {width, height, data};
}
