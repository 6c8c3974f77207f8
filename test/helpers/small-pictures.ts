import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import sharp from 'sharp';

/** Writes grey pictures of 28×28 with a bright bar each at another place, `00.png`, `01.png`, …, and gives their paths. */
export async function smallPictures(folder: string, count: number): Promise<readonly string[]> {
  await mkdir(folder, {recursive: true});
  const paths: string[] = [];
  for (let index = 0; index < count; index++) {
    const pixels = Uint8Array.from({length: 784}, (_, at) =>
      (at + index * 5) % 28 < 5 + (index % 3) ? 255 - index : (at * 7) % 40,
    );
    const path = join(folder, `${String(index).padStart(2, '0')}.png`);
    await sharp(pixels, {raw: {width: 28, height: 28, channels: 1}})
      .png()
      .toFile(path);
    paths.push(path);
  }
  return paths;
}
