import {join} from 'node:path';
import {didYouMean} from '../../errors/suggest.js';
import {DataError} from '../data-error.js';
import {readBounded} from '../read-bounded.js';
import type {Devkit} from './find-devkit.js';
import type {VocLabel} from './voc-dataset.js';

/** VOC2012's trainval has 140 KB; ten times the ids of any devkit fit. */
const maxBytes = 20e6;

/** Where the list of a split, or of a class in a split (`horse_train`), stands. */
export function imageSetPath(devkit: Devkit, name: string): string {
  return join(devkit.folder, 'ImageSets', 'Main', `${name}.txt`);
}

/**
 * The ids of a split, in the order of its file.
 *
 * @throws DataError `voc/no-such-split`, `voc/empty-set`, `voc/bad-id` (no plain name: it could lead out of the
 *   devkit), `voc/id-twice`, `voc/unreadable`, `voc/too-large`.
 */
export async function readImageSet(devkit: Devkit, split: string): Promise<readonly string[]> {
  const path = imageSetPath(devkit, split);
  if (!devkit.splits.includes(split)) {
    const hint = didYouMean(split, devkit.splits);
    throw new DataError(
      'voc/no-such-split',
      devkit.folder,
      `there is no split "${split}"; it has ${devkit.splits.join(', ') || 'none'}${hint === null ? '' : `; ${hint}`}`,
    );
  }
  const ids = (await readLines(path)).map(([line, words]) => checkId(words[0]!, path, line));
  if (ids.length === 0) throw emptySet(path);
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) {
      throw new DataError(
        'voc/id-twice',
        path,
        `"${id}" stands in it twice; name each picture once`,
      );
    }
    seen.add(id);
  }
  return ids;
}

/**
 * What a class's own list says of every picture, by id; null where the devkit has no such list.
 *
 * @throws DataError `voc/bad-class-set`, `voc/unreadable`, `voc/too-large`.
 */
export async function readClassSet(
  devkit: Devkit,
  split: string,
  className: string,
): Promise<ReadonlyMap<string, VocLabel> | null> {
  const path = imageSetPath(devkit, `${className}_${split}`);
  const labels = new Map<string, VocLabel>();
  try {
    for (const [line, [id, text, ...rest]] of await readLines(path)) {
      if (rest.length > 0 || (text !== '1' && text !== '0' && text !== '-1')) {
        throw new DataError(
          'voc/bad-class-set',
          path,
          `line ${line}: expected an id and 1, 0 or -1, got "${[id, text, ...rest].join(' ').slice(0, 80)}"`,
        );
      }
      labels.set(id!, Number(text) as VocLabel);
    }
  } catch (error) {
    if (error instanceof DataError && error.code === 'voc/missing') return null;
    throw error;
  }
  return labels;
}

/** The words of every line that has some, with the line's number from 1. */
async function readLines(path: string): Promise<readonly (readonly [number, readonly string[]])[]> {
  const bytes = await readBounded(path, {area: 'voc', maxBytes}).catch((error: unknown) => {
    if (error instanceof DataError && error.code === 'voc/empty-file') throw emptySet(path);
    throw error;
  });
  return bytes
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((line, index) => [index + 1, line.split(/\s+/).filter(word => word !== '')] as const)
    .filter(([, words]) => words.length > 0);
}

function emptySet(path: string): DataError {
  return new DataError(
    'voc/empty-set',
    path,
    'the image set names no picture; write one id a line, or get the file again',
  );
}

/** Ids become parts of paths, so nothing but a plain name passes. */
function checkId(id: string, path: string, line: number): string {
  if (/^[\p{L}\p{N}_-][\p{L}\p{N}_.-]{0,199}$/u.test(id)) return id;
  throw new DataError(
    'voc/bad-id',
    path,
    `line ${line}: "${id.slice(0, 80)}" is no id; letters, digits, "_", "-" and "." make one (such as 2008_000008)`,
  );
}
