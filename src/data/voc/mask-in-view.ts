import type {Extent} from '../picture-header.js';
import {fitSides, type FittedSide} from './box-in-view.js';

/**
 * A mask as the network sees it: scaled and cut as its picture is, each pixel seen taking the value under its centre
 * (nearest neighbour, so that indices stay indices).
 *
 * @param mask    [h·w] of the picture as its file holds it.
 * @param picture Size of that picture.
 * @param seen    Size of the network's input.
 * @returns       [H·W].
 */
export function maskInView(mask: Uint8Array, picture: Extent, seen: Extent): Uint8Array {
  const {across, down} = fitSides(picture, seen);
  const view = new Uint8Array(seen.width * seen.height);
  for (let y = 0; y < seen.height; y += 1) {
    const row = sourceOf(y, down, picture.height) * picture.width;
    for (let x = 0; x < seen.width; x += 1)
      view[y * seen.width + x] = mask[row + sourceOf(x, across, picture.width)]!;
  }
  return view;
}

function sourceOf(position: number, {scale, cut}: FittedSide, length: number): number {
  return Math.min(length - 1, Math.floor((position + 0.5 + cut) / scale));
}
