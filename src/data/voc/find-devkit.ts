import {readdir, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {DataError, describeSystemError} from '../data-error.js';
import {vocClasses} from './voc-classes.js';

/** One year's folder of a devkit: it holds `ImageSets/Main`, `Annotations` and `JPEGImages`. */
export interface Devkit {
  /** Path of the year's folder, such as `data/VOCdevkit/VOC2012`. */
  readonly folder: string;
  /** The splits it has, in this order: train, val, trainval, test, then others by name. Class sets are none. */
  readonly splits: readonly string[];
}

/** Where a year's folders stand below a folder that people name; VOC2011 was packed in `TrainVal`. */
const places = ['', 'VOCdevkit', join('TrainVal', 'VOCdevkit')];
const usual = ['train', 'val', 'trainval', 'test'];

/**
 * Finds the devkit in a folder: the year's folder itself (`VOCdevkit/VOC2012`), `VOCdevkit` with one year in
 * it, or a folder that holds `VOCdevkit`.
 *
 * @param options `year`, such as `2012` where there are several.
 * @throws DataError `voc/missing`, `voc/unreadable`, `voc/no-devkit`, `voc/which-year`, `voc/no-such-year`.
 */
export async function findDevkit(
  folder: string,
  {year = null}: {readonly year?: string | null} = {},
): Promise<Devkit> {
  await namesIn(folder);
  if (year === null && (await isFolder(join(folder, 'ImageSets', 'Main')))) return open(folder);
  for (const place of places) {
    const devkit = join(folder, place);
    if (!(await isFolder(devkit))) continue;
    const years = await yearsIn(devkit);
    if (years.length === 0) continue;
    return open(join(devkit, pick(years, year, devkit)));
  }
  throw new DataError(
    'voc/no-devkit',
    folder,
    'no Pascal VOC devkit is here; give the folder that holds ImageSets/Main, Annotations and JPEGImages ' +
      '(such as VOCdevkit/VOC2012), VOCdevkit, or the folder that holds VOCdevkit',
  );
}

function pick(years: readonly string[], year: string | null, devkit: string): string {
  if (year !== null) {
    const named = years.find(name => name === `VOC${year}` || name === year);
    if (named !== undefined) return named;
    throw new DataError(
      'voc/no-such-year',
      devkit,
      `there is no year "${year}"; ${years.join(', ')} ${years.length === 1 ? 'is' : 'are'} here`,
    );
  }
  if (years.length === 1) return years[0]!;
  throw new DataError(
    'voc/which-year',
    devkit,
    `${years.join(', ')} are here; give the folder of one, or the year`,
  );
}

async function open(folder: string): Promise<Devkit> {
  const sets = (await namesIn(join(folder, 'ImageSets', 'Main')))
    .filter(name => name.endsWith('.txt'))
    .map(name => name.slice(0, -'.txt'.length));
  // `train_val` is the class train in the split val, `train_small` a split of one's own.
  const isClassSet = (name: string): boolean =>
    vocClasses.some(
      className =>
        name.startsWith(`${className}_`) &&
        [...usual, ...sets].includes(name.slice(className.length + 1)),
    );
  const splits = sets.filter(name => !isClassSet(name)).toSorted();
  return {
    folder,
    splits: [
      ...usual.filter(name => splits.includes(name)),
      ...splits.filter(name => !usual.includes(name)),
    ],
  };
}

async function yearsIn(devkit: string): Promise<readonly string[]> {
  const years: string[] = [];
  for (const name of (await namesIn(devkit)).toSorted()) {
    if (!/^VOC\d{4}$/.test(name)) continue;
    if (await isFolder(join(devkit, name, 'ImageSets', 'Main'))) years.push(name);
  }
  return years;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const reason = describeSystemError(error);
    const missing = reason === 'there is no such file';
    throw new DataError(
      missing ? 'voc/missing' : 'voc/unreadable',
      folder,
      missing ? 'there is no such folder; check the path' : `${reason}; give a folder`,
      {cause: error},
    );
  }
}

async function isFolder(path: string): Promise<boolean> {
  const status = await stat(path).catch(() => null);
  return status?.isDirectory() === true;
}
