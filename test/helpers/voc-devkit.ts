import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import sharp from 'sharp';

/** One object of an annotation; coordinates as VOC writes them, from 1, right and bottom included. */
export interface DevkitObject {
  readonly name: string;
  readonly box?: readonly [number | string, number | string, number | string, number | string];
  readonly difficult?: boolean;
  readonly truncated?: boolean;
  /** More XML inside the object, such as parts. */
  readonly more?: string;
}

export interface DevkitSample {
  readonly id: string;
  readonly objects: readonly DevkitObject[];
  /** @default 20 × 10 */
  readonly width?: number;
  readonly height?: number;
}

/** An annotation as the devkits of 2008–2012 write it. */
export function annotationXml({id, objects, width = 20, height = 10}: DevkitSample): string {
  const parts = objects.map(({name, box = [1, 1, 5, 5], difficult, truncated, more = ''}) => {
    const [xmin, ymin, xmax, ymax] = box;
    return `<object><name>${name}</name><pose>Unspecified</pose><truncated>${truncated ? 1 : 0}</truncated>
<difficult>${difficult ? 1 : 0}</difficult>${more}<bndbox><xmin>${xmin}</xmin><ymin>${ymin}</ymin><xmax>${xmax}</xmax><ymax>${ymax}</ymax></bndbox></object>`;
  });
  return `<annotation>
<folder>VOC2012</folder><filename>${id}.jpg</filename>
<size><width>${width}</width><height>${height}</height><depth>3</depth></size>
${parts.join('\n')}
</annotation>`;
}

/** A JPEG with enough detail that each is another, and that cutting its file off loses something. */
export async function jpeg(width: number, height: number, seed: number): Promise<Buffer> {
  let state = seed + 1;
  const data = Uint8Array.from({length: width * height * 3}, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state >> 16;
  });
  return sharp(data, {raw: {width, height, channels: 3}})
    .jpeg()
    .toBuffer();
}

/**
 * Writes one year of a devkit: pictures, annotations, and the sets, each a list of lines.
 *
 * @returns The year's folder.
 */
export async function writeDevkit(
  folder: string,
  year: string,
  samples: readonly DevkitSample[],
  sets: Readonly<Record<string, readonly string[]>>,
): Promise<string> {
  const root = join(folder, 'VOCdevkit', `VOC${year}`);
  const main = join(root, 'ImageSets', 'Main');
  for (const path of [main, join(root, 'Annotations'), join(root, 'JPEGImages')]) {
    await mkdir(path, {recursive: true});
  }
  for (const [index, sample] of samples.entries()) {
    const {id, width = 20, height = 10} = sample;
    await writeFile(join(root, 'Annotations', `${id}.xml`), annotationXml(sample));
    await writeFile(join(root, 'JPEGImages', `${id}.jpg`), await jpeg(width, height, index));
  }
  for (const [name, lines] of Object.entries(sets)) {
    await writeFile(join(main, `${name}.txt`), lines.map(line => `${line}\n`).join(''));
  }
  return root;
}
