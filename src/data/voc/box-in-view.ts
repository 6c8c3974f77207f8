import type {Extent} from '../picture-header.js';
import type {PixelBox} from './voc-dataset.js';

/**
 * Where a box of a picture lies in what the network sees of it: scaled until the shorter side fits and cut to the
 * middle, as `readImage` does it; a picture of the right size stays as it is. Null where nothing of the box is seen.
 *
 * @param box     In pixels of the picture as its file holds it.
 * @param picture Size of that picture.
 * @param seen    Size of the network's input.
 */
export function boxInView(box: PixelBox, picture: Extent, seen: Extent): PixelBox | null {
  const {across, down} = fitSides(picture, seen);
  const left = Math.max(0, box.left * across.scale - across.cut);
  const right = Math.min(seen.width, box.right * across.scale - across.cut);
  const top = Math.max(0, box.top * down.scale - down.cut);
  const bottom = Math.min(seen.height, box.bottom * down.scale - down.cut);
  return left < right && top < bottom ? {left, top, right, bottom} : null;
}

/** How a side of a picture is scaled, and how many pixels are cut before what is seen begins. */
export interface FittedSide {
  readonly scale: number;
  readonly cut: number;
}

/** How `readImage` fits a picture to what the network sees, across and down. */
export function fitSides(
  picture: Extent,
  seen: Extent,
): {readonly across: FittedSide; readonly down: FittedSide} {
  return {
    across: fit(picture.width, seen.width, seen.height / picture.height),
    down: fit(picture.height, seen.height, seen.width / picture.width),
  };
}

/** One side scaled by its own ratio or the other side's, whichever is larger, and how much is cut before the middle. */
function fit(length: number, seen: number, other: number): FittedSide {
  const scaled = Math.max(seen, Math.round(length * Math.max(seen / length, other)));
  return {scale: scaled / length, cut: Math.floor((scaled - seen + 1) / 2)};
}
