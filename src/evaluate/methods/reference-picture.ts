import type {Graph} from '../../graph/graph.js';
import {boundsOf} from '../../graph/preprocessing.js';
import {blurPicture} from '../blur-picture.js';
import {pictureAxes, type PictureAxes} from '../picture-axes.js';

/** What stands for "nothing there": a black picture, the picture's own mean colour, or the picture blurred. */
export type Reference = 'black' | 'mean' | 'blur';

/** Axes of the input; features and whatever else is no picture are one channel. */
function axesOf(graph: Graph, size: number): PictureAxes {
  if (graph.nodes[graph.input]!.shape.length === 3) return pictureAxes(graph, 'a reference');
  return {channels: 1, height: 1, width: size, at: (_, index) => index};
}

/** Fills each channel with one number. */
function filled(
  size: number,
  {channels, height, width, at}: PictureAxes,
  value: (channel: number) => number,
): Float32Array {
  const result = new Float32Array(size);
  for (let channel = 0; channel < channels; channel += 1) {
    const own = value(channel);
    for (let pixel = 0; pixel < height * width; pixel += 1) result[at(channel, pixel)] = own;
  }
  return result;
}

/**
 * A reference for one row. `black` is what the model's preprocessing makes of pixel 0, and 0 where it has none; `mean` is
 * each channel's mean over this picture; `blur` is this picture through {@link blurPicture}, as the fill of region
 * perturbation is for regions of `side`.
 *
 * @param row  One sample in the model's own layout.
 * @param side Of a patch that it is to fill, in pixels. @default 1
 * @returns A new row, shaped as given.
 * @throws LrpError `input/no-pictures` for `blur` where the network takes no pictures.
 */
export function referencePicture(
  reference: Reference,
  row: Float32Array,
  graph: Graph,
  side = 1,
): Float32Array {
  const axes = axesOf(graph, row.length);
  const {channels, height, width, at} = axes;
  switch (reference) {
    case 'black': {
      const low = graph.preprocessing === null ? [] : boundsOf(graph.preprocessing).low;
      return filled(row.length, axes, channel => (low.length === channels ? low[channel]! : 0));
    }
    case 'mean':
      return filled(row.length, axes, channel => {
        let sum = 0;
        for (let pixel = 0; pixel < height * width; pixel += 1) sum += row[at(channel, pixel)]!;
        return sum / (height * width);
      });
    case 'blur':
      return blurPicture(row, pictureAxes(graph, 'a blurred picture'), side);
  }
}
