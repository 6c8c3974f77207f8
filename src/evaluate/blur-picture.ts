import {blurSigma} from './perturbation/fill-picture.js';
import {gaussianBlur} from './perturbation/gaussian-blur.js';
import type {PictureAxes} from './picture-axes.js';

/**
 * A picture blurred channel by channel, as what fills regions of `side` pixels.
 *
 * @param picture [C,H,W] or [H,W,C], as `axes` say. @returns A picture shaped as given; nothing given is changed.
 */
export function blurPicture(picture: Float32Array, axes: PictureAxes, side: number): Float32Array {
  const {channels, height, width, at} = axes;
  const pixels = height * width;
  const planes = Float32Array.from(picture, (_, index) => {
    return picture[at(Math.floor(index / pixels), index % pixels)]!;
  });
  const extent = {height, width};
  const blurred = gaussianBlur(planes, extent, blurSigma(extent, side));
  const result = new Float32Array(picture.length);
  for (let channel = 0; channel < channels; channel += 1)
    for (let pixel = 0; pixel < pixels; pixel += 1)
      result[at(channel, pixel)] = blurred[channel * pixels + pixel]!;
  return result;
}
