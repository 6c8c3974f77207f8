import {DataError} from '../data-error.js';
import {compareClassSets} from './compare-class-sets.js';
import {findDevkit} from './find-devkit.js';
import {readImageSet} from './read-image-set.js';
import {readSample, type ReadSample} from './read-sample.js';
import {checkVocClasses} from './voc-classes.js';
import type {BrokenFile, VocSample, VocSplit} from './voc-dataset.js';
import {withSamples} from './voc-labels.js';

export interface ReadVocOptions {
  /** Some of the twenty, each once; labels are in this order. */
  readonly classes: readonly string[];
  /** Which year, where the folder holds several. @default the only one */
  readonly year?: string | null;
  /** Stops at the first broken file, instead of leaving it out. @default false */
  readonly strict?: boolean;
  /** Decodes every picture, so that one cut off behind its header is found now. @default false */
  readonly decode?: boolean;
  /** Told of each broken file, in the order of the split. */
  readonly onBroken?: (file: BrokenFile) => void;
  /** Told how many samples were looked at. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops soon; the call then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Samples looked at at a time; reading and decoding run on libuv's and libvips' threads. */
const atOnce = 32;

/**
 * Reads a split of a Pascal VOC devkit (2007–2012): the pictures its image set names, in that order, with the
 * objects of their annotations. Broken files are left out and listed in `broken`; there, too, stands what is
 * odd but does no harm (`kept`), such as a class's own list that says something else than the annotations.
 *
 * @param folder The year's folder, `VOCdevkit` with one year in it, or a folder that holds `VOCdevkit`.
 * @param split  `train`, `val`, `trainval`, `test`, or whatever `ImageSets/Main` has.
 * @throws LrpError `voc/…-class…`; DataError `voc/…` where there is no such devkit or split, and, with
 *   `strict`, the first broken file's own error.
 */
export async function readVocSplit(
  folder: string,
  split: string,
  options: ReadVocOptions,
): Promise<VocSplit> {
  const {classes, year = null, strict = false, decode = false, signal} = options;
  checkVocClasses(classes);
  const broken: BrokenFile[] = [];
  const report = (id: string | null, kept: boolean, error: DataError): void => {
    if (strict) throw error;
    const {path, code, message} = error;
    broken.push({id, path, code, message, kept});
    options.onBroken?.(broken.at(-1)!);
  };
  const depth = decode ? 'pixels' : 'file';
  const devkit = await findDevkit(folder, {year});
  const ids = await readImageSet(devkit, split).catch((error: unknown) => {
    // A split that is not there is the caller's mistake, not a broken file.
    if (!(error instanceof DataError) || error.code === 'voc/no-such-split') throw error;
    report(null, false, error);
    return [];
  });
  const samples: VocSample[] = [];
  for (let start = 0; start < ids.length; start += atOnce) {
    signal?.throwIfAborted();
    const some = ids.slice(start, start + atOnce);
    const results = await Promise.all(some.map(id => attempt(readSample(devkit, id, depth))));
    for (const [index, result] of results.entries()) {
      if (result instanceof DataError) {
        report(some[index]!, false, result);
        continue;
      }
      samples.push(result.sample);
      if (result.note !== null) report(some[index]!, true, result.note);
    }
    options.onProgress?.(start + some.length, ids.length);
  }
  const read = withSamples({folder: devkit.folder, split, classes, broken}, samples);
  await compareClassSets(devkit, read, error => report(null, true, error));
  return read;
}

async function attempt(reading: Promise<ReadSample>): Promise<ReadSample | DataError> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof DataError) return error;
    throw error;
  }
}
