import {DataError} from '../data-error.js';
import type {Devkit} from './find-devkit.js';
import {imageSetPath, readClassSet} from './read-image-set.js';
import type {VocSplit} from './voc-dataset.js';

/** Reports, a class, where its own list (`horse_train.txt`) says something else than the annotations. */
export async function compareClassSets(
  devkit: Devkit,
  {split, classes, samples, labels}: VocSplit,
  report: (error: DataError) => void,
): Promise<void> {
  for (const [k, className] of classes.entries()) {
    const listed = await readClassSet(devkit, split, className).catch((error: unknown) => {
      if (!(error instanceof DataError)) throw error;
      report(error);
      return null;
    });
    if (listed === null) continue;
    const differing = samples
      .map(({id}, index) => ({id, says: listed.get(id), holds: labels[index]![k]!}))
      .filter(({says, holds}) => says !== holds);
    const first = differing[0];
    if (first === undefined) continue;
    report(
      new DataError(
        'voc/class-set-differs',
        imageSetPath(devkit, `${className}_${split}`),
        `it differs from the annotations for ${differing.length} of ${samples.length} pictures ` +
          `("${first.id}": ${first.says ?? 'not listed'}, its annotation says ${first.holds}); the annotations are right`,
      ),
    );
  }
}
