import type {VocLabel} from '../../data/voc/voc-dataset.js';
import {LrpError} from '../../errors/lrp-error.js';

/**
 * Refuses predictions that do not fit their labels.
 *
 * @param probabilities [N,K], row by row.
 * @param labels        [N][K].
 * @param classes       K names.
 * @throws LrpError `train/shapes` where the counts differ, `train/not-a-probability` for anything but 0…1.
 */
export function checkPredictions(
  probabilities: Float32Array,
  labels: readonly (readonly VocLabel[])[],
  classes: readonly string[],
): void {
  const count = classes.length;
  const row = labels.findIndex(each => each.length !== count);
  if (row >= 0) {
    throw new LrpError(
      'train/shapes',
      `labels of sample ${row}: expected ${count}, one a class, got ${labels[row]!.length}`,
    );
  }
  if (probabilities.length !== labels.length * count) {
    throw new LrpError(
      'train/shapes',
      `probabilities: expected ${labels.length} samples × ${count} classes = ${labels.length * count} numbers, got ${probabilities.length}`,
    );
  }
  const wrong = probabilities.findIndex(value => !(value >= 0 && value <= 1));
  if (wrong >= 0) {
    throw new LrpError(
      'train/not-a-probability',
      `probability of sample ${Math.floor(wrong / count)} for "${classes[wrong % count]}": expected 0 to 1, got ${probabilities[wrong]}`,
    );
  }
}
