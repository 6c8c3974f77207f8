import {LrpError} from '../../errors/lrp-error.js';
import {DataError} from '../data-error.js';
import type {Devkit} from './find-devkit.js';
import {readImageSet} from './read-image-set.js';
import {readSample} from './read-sample.js';
import type {VocSample} from './voc-dataset.js';
import {labelsOf} from './voc-labels.js';

/** What a picture is to show. Classes are some of the twenty. */
export interface SampleWish {
  readonly split: string;
  /** Classes it shows, not only as difficult objects. */
  readonly wanted: readonly string[];
  /** Classes it does not show, not even as difficult objects. */
  readonly unwanted: readonly string[];
  /** Which one of those that fit, in the order of the split; from 1. */
  readonly number: number;
}

/** Samples looked at at a time. */
const atOnce = 32;

/** The split that is meant where none is named: `test` where there is one, else `val`, else the first. */
export function usualSplit({splits}: Devkit): string {
  return ['test', 'val'].find(name => splits.includes(name)) ?? splits[0] ?? 'test';
}

/**
 * Finds a picture of a split by what it shows. Reads no further than it has to; samples that are broken do not fit.
 *
 * @throws LrpError `voc/no-such-sample`, which says how many show each class; DataError `voc/…` of the split itself.
 */
export async function findVocSample(devkit: Devkit, wish: SampleWish): Promise<VocSample> {
  const {split, wanted, unwanted, number} = wish;
  const ids = await readImageSet(devkit, split);
  const classes = [...wanted, ...unwanted];
  const counts = classes.map(() => 0);
  let [fitting, broken] = [0, 0];
  for (let start = 0; start < ids.length; start += atOnce) {
    const some = await Promise.all(
      ids.slice(start, start + atOnce).map(id => readOrNull(devkit, id)),
    );
    for (const sample of some) {
      if (sample === null) {
        broken += 1;
        continue;
      }
      const labels = labelsOf(sample, classes);
      labels.forEach((label, k) => {
        if (label === 1) counts[k]! += 1;
      });
      const fits = labels.every((label, k) => label === (k < wanted.length ? 1 : -1));
      if (!fits) continue;
      fitting += 1;
      if (fitting === number) return sample;
    }
  }
  const shown = classes.map((name, k) => `${counts[k]} show ${name}`).join(', ');
  const found =
    fitting === 0 ? `no picture ${describeWish(wish)}` : `only ${fitting} ${describeWish(wish)}`;
  const lost = broken === 0 ? '' : `; ${broken} could not be read`;
  throw new LrpError(
    'voc/no-such-sample',
    `split "${split}": ${found}, so there is no number ${number}; of ${ids.length} pictures ${shown === '' ? 'none is left' : shown}${lost}`,
  );
}

async function readOrNull(devkit: Devkit, id: string): Promise<VocSample | null> {
  try {
    return (await readSample(devkit, id, 'header')).sample;
  } catch (error) {
    if (error instanceof DataError) return null;
    throw error;
  }
}

/** `with horse without person`. */
function describeWish({wanted, unwanted}: SampleWish): string {
  const parts = [
    ...(wanted.length === 0 ? [] : [`with ${wanted.join(' and ')}`]),
    ...(unwanted.length === 0 ? [] : [`without ${unwanted.join(' and ')}`]),
  ];
  return parts.length === 0 ? 'can be read' : parts.join(' ');
}
