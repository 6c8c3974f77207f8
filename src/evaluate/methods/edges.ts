import type {Graph} from '../../graph/graph.js';
import {type PictureAxes, pictureAxes} from '../picture-axes.js';
import {type ExplainRows, rowOf} from './explain-rows.js';

/** Shares of red, green and blue in how bright a colour looks (ITU-R BT.601). */
const rgb: readonly number[] = [0.299, 0.587, 0.114];

/** Weights of the channels: of luminance where they are known to be colours, else equal ones. */
function channelWeights({preprocessing}: Graph, channels: number): readonly number[] {
  if (channels === 3 && preprocessing?.channels === 'RGB') return rgb;
  if (channels === 3 && preprocessing?.channels === 'BGR') return [...rgb].reverse();
  return Array<number>(channels).fill(1 / channels);
}

/**
 * The strength of edges by Sobel's operator: √(gx² + gy²), with gx = [−1 0 1; −2 0 2; −1 0 1] * plane and gy its
 * transpose. The border's pixels go on outside.
 *
 * @param plane [H·W] @returns [H·W]
 */
export function sobel(plane: ArrayLike<number>, height: number, width: number): Float64Array {
  const at = (y: number, x: number): number =>
    plane[Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))]!;
  const across = (y: number, x: number): number => at(y - 1, x) + 2 * at(y, x) + at(y + 1, x);
  const along = (y: number, x: number): number => at(y, x - 1) + 2 * at(y, x) + at(y, x + 1);
  return Float64Array.from({length: height * width}, (_, pixel) => {
    const [y, x] = [Math.floor(pixel / width), pixel % width];
    return Math.hypot(across(y, x + 1) - across(y, x - 1), along(y + 1, x) - along(y - 1, x));
  });
}

function luminance(
  picture: Float32Array,
  {channels, height, width, at}: PictureAxes,
  weights: readonly number[],
): Float64Array {
  const plane = new Float64Array(height * width);
  for (let channel = 0; channel < channels; channel += 1)
    for (let pixel = 0; pixel < plane.length; pixel += 1)
      plane[pixel]! += weights[channel]! * picture[at(channel, pixel)]!;
  return plane;
}

/**
 * The strength of the edges of what the network sees, in units of its input, whatever the class: Sobel's operator on the
 * luminance. Each channel gets an equal part, so that their sum is the strength.
 *
 * @throws LrpError `input/no-pictures`. @see Adebayo et al. 2018, section 5.
 */
export const edges: ExplainRows = async ({graph, batch, targets}) => {
  const axes = pictureAxes(graph, 'Edges');
  const {channels, height, width, at} = axes;
  const weights = channelWeights(graph, channels);
  const maps = {shape: batch.shape, data: new Float32Array(batch.data.length)};
  targets.forEach((_, row) => {
    const strengths = sobel(luminance(rowOf(batch, row), axes, weights), height, width);
    const map = rowOf(maps, row);
    for (let channel = 0; channel < channels; channel += 1) {
      strengths.forEach((strength, pixel) => {
        map[at(channel, pixel)] = strength / channels;
      });
    }
  });
  return maps.data;
};
