import type {ExplainedRow} from '../explain/explained.js';
import {pixelArray, type TypedArray} from '../plot/typed-array.js';

type Pixels = ExplainedRow['pixels'];

/** The channels of a picture at every pixel, for `customdata`: [H,W] where it is grey, else [H,W,3]. */
export function pictureValues(pixels: NonNullable<Pixels>): TypedArray {
  const {width, height, data} = pixels;
  if (!isGrey(data)) return pixelArray(data, [height, width, 3]);
  return pixelArray(
    Uint8Array.from({length: width * height}, (_, i) => data[i * 3]!),
    [height, width],
  );
}

/** Lines of a hover box over a picture: where the mouse is, and the channels there. */
export function picturePlaces(pixels: Pixels): {readonly place: string; readonly values: string} {
  const place = 'row %{y}, column %{x}';
  if (pixels === null) return {place, values: ''};
  const values = isGrey(pixels.data)
    ? 'grey %{customdata}<br>'
    : 'R %{customdata[0]}, G %{customdata[1]}, B %{customdata[2]}<br>';
  return {place, values};
}

function isGrey(data: Uint8Array): boolean {
  for (let i = 0; i < data.length; i += 3)
    if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) return false;
  return true;
}
