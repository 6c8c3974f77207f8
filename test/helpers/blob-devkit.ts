import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import sharp from 'sharp';
import {randomFrom} from './random.js';

export interface BlobDevkitOptions {
  /** Pictures a split. */
  readonly samples?: Readonly<Record<string, number>>;
  /** Every so many-th person is marked difficult. @default none */
  readonly difficultEvery?: number;
  /** Height and width. @default 32 */
  readonly size?: number;
}

const colours = {person: [220, 40, 40], horse: [40, 60, 220], dog: [60, 200, 60]} as const;
type Blob = keyof typeof colours;

/** Which blobs a picture has, by its number: every combination of person and horse, and some with neither, in turn. */
const scenes: readonly (readonly Blob[])[] = [
  ['person'],
  ['horse'],
  ['person', 'horse'],
  ['dog'],
  ['person', 'dog'],
  ['horse', 'dog'],
];

/**
 * Writes a devkit whose objects are squares of one colour a class (red persons, blue horses, green dogs) on noise,
 * which the smallest network learns.
 *
 * @returns The folder of the year, `…/VOCdevkit/VOC2012`.
 */
export async function blobDevkit(
  folder: string,
  {samples = {train: 24, val: 12}, difficultEvery, size = 32}: BlobDevkitOptions = {},
): Promise<string> {
  const year = join(folder, 'VOCdevkit', 'VOC2012');
  for (const part of ['JPEGImages', 'Annotations', 'ImageSets/Main']) {
    await mkdir(join(year, part), {recursive: true});
  }
  const random = randomFrom(7);
  for (const [split, count] of Object.entries(samples)) {
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const id = `${split}_${String(index).padStart(4, '0')}`;
      const blobs = scenes[index % scenes.length]!;
      const pixels = Uint8Array.from({length: size * size * 3}, () => 90 + random.uniform() * 60);
      const side = size / 4;
      const objects = blobs.map((name, place) => {
        const left = Math.floor(place * (size / 2) + random.uniform() * side);
        const top = Math.floor(random.uniform() * (size - side));
        for (let y = top; y < top + side; y += 1) {
          for (let x = left; x < left + side; x += 1) {
            pixels.set(colours[name], (y * size + x) * 3);
          }
        }
        const difficult =
          name === 'person' && difficultEvery !== undefined && index % difficultEvery === 0;
        return (
          `<object><name>${name}</name><truncated>0</truncated><difficult>${difficult ? 1 : 0}</difficult>` +
          `<bndbox><xmin>${left + 1}</xmin><ymin>${top + 1}</ymin><xmax>${left + side}</xmax><ymax>${top + side}</ymax></bndbox></object>`
        );
      });
      await sharp(pixels, {raw: {width: size, height: size, channels: 3}})
        .jpeg({quality: 95})
        .toFile(join(year, 'JPEGImages', `${id}.jpg`));
      await writeFile(
        join(year, 'Annotations', `${id}.xml`),
        `<annotation><filename>${id}.jpg</filename><size><width>${size}</width><height>${size}</height><depth>3</depth></size>${objects.join('')}</annotation>`,
      );
      ids.push(id);
    }
    await writeFile(join(year, 'ImageSets', 'Main', `${split}.txt`), `${ids.join('\n')}\n`);
  }
  return year;
}
