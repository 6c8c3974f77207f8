import {join} from 'node:path';
import sharp from 'sharp';
import {Seeded} from '../networks/seeded.js';

/** Writes pictures of soft noise as PNG, each another, and gives their paths. */
export async function makePictures(
  folder: string,
  count: number,
  size: number,
): Promise<readonly string[]> {
  const seeded = new Seeded(7);
  const paths: string[] = [];
  for (let index = 0; index < count; index++) {
    const coarse = seeded.uniform([8, 8, 3], 0, 255).data;
    const path = join(folder, `${String(index).padStart(5, '0')}.png`);
    await sharp(Uint8Array.from(coarse), {raw: {width: 8, height: 8, channels: 3}})
      .resize(size, size, {kernel: 'cubic'})
      .png()
      .toFile(path);
    paths.push(path);
  }
  return paths;
}
