import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import sharp from 'sharp';
import type {Extent} from '../../src/data/picture-header.js';

/** The colour of an index in VOC's palette, by the rule of the devkit's own script, a channel at a time. */
function colourOf(index: number): readonly number[] {
  return [0, 1, 2].map(channel => {
    let value = 0;
    for (let bit = 0; bit < 8; bit += 1) {
      const own = Math.floor(index / 8 ** bit / 2 ** channel) % 2;
      value += own * 2 ** (7 - bit);
    }
    return value;
  });
}

/**
 * Writes a mask of a devkit as a PNG with a palette.
 *
 * @param indices [h·w].
 * @returns Its path.
 */
export async function writeMask(
  folder: string,
  kind: 'SegmentationClass' | 'SegmentationObject',
  id: string,
  {width, height}: Extent,
  indices: readonly number[],
): Promise<string> {
  await mkdir(join(folder, kind), {recursive: true});
  const path = join(folder, kind, `${id}.png`);
  const rgb = Uint8Array.from(indices.flatMap(colourOf));
  await sharp(rgb, {raw: {width, height, channels: 3}})
    .png({palette: true, dither: 0, quality: 100})
    .toFile(path);
  return path;
}
