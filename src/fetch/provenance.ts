import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Source} from './source.js';

/** What `SOURCE.json` beside the data says: where it came from, and that it was checked. */
export interface Provenance {
  readonly name: string;
  readonly title: string;
  readonly file: string;
  /** Address, or path of a local file. */
  readonly from: string;
  readonly bytes: number;
  readonly sha256: string;
  /** What it was held against. */
  readonly checked: {readonly algorithm: string; readonly hex: string; readonly from: string};
  /** What came out of an archive; null for a file that is used as it is. */
  readonly unpacked: {readonly files: number; readonly bytes: number} | null;
  readonly licence: Source['licence'];
  /** ISO 8601, UTC. */
  readonly date: string;
}

const sourceFile = 'SOURCE.json';
const licenceFile = 'LICENCE.txt';

/** The terms as text, for a person and for `LICENCE.txt`. */
export function licenceText({title, licence}: Pick<Source, 'title' | 'licence'>): string {
  return `${title}: ${licence.name} (${licence.url}). ${licence.note}`;
}

/** Writes `SOURCE.json` and `LICENCE.txt` into a folder. */
export async function writeProvenance(folder: string, provenance: Provenance): Promise<void> {
  await writeFile(join(folder, sourceFile), `${JSON.stringify(provenance, null, 1)}\n`);
  await writeFile(join(folder, licenceFile), `${licenceText(provenance)}\n`);
}

/** What stands in a folder that was fetched before; null where it was not, or says nothing that can be read. */
export async function readProvenance(folder: string): Promise<Provenance | null> {
  try {
    const value = JSON.parse(await readFile(join(folder, sourceFile), 'utf8')) as unknown;
    if (typeof value !== 'object' || value === null) return null;
    const {name, file, sha256, checked} = value as Partial<Provenance>;
    const texts = [name, file, sha256, checked?.algorithm, checked?.hex];
    return texts.every(text => typeof text === 'string') ? (value as Provenance) : null;
  } catch {
    return null;
  }
}
