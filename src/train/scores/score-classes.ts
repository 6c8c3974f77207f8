import type {VocLabel} from '../../data/voc/voc-dataset.js';
import type {ClassScore} from '../run-record.js';
import {averagePrecision, type AveragePrecisionMethod} from './average-precision.js';
import {checkPredictions} from './check-predictions.js';

/** Settings of `scoreClasses`. */
export interface ScoreOptions {
  /** A class is called where its probability is this or more, 0…1. @default 0.5 */
  readonly threshold?: number;
  /** @default 'voc2010' */
  readonly method?: AveragePrecisionMethod;
  /**
   * [N,K], finite; what average precision ranks samples by. Probabilities near 0 and 1 round to equal numbers, these do
   * not. @default the probabilities
   */
  readonly logOdds?: ArrayLike<number>;
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/**
 * Scores every class by itself: precision TP/(TP+FP), recall TP/(TP+FN), F1 2·TP/(2·TP+FP+FN) at a threshold, and
 * average precision over all ranks. Samples of label 0 (only difficult instances) count neither way.
 *
 * @param probabilities [N,K], 0…1, row by row.
 * @param labels        [N][K]: 1 there, -1 not there, 0 left out.
 * @param classes       K names.
 * @returns             One score a class, in their order; null where it is 0/0: precision of a class never called,
 *                      recall and average precision of a class that no sample holds.
 * @throws LrpError `train/shapes`, `train/not-a-probability`.
 */
export function scoreClasses(
  probabilities: Float32Array,
  labels: readonly (readonly VocLabel[])[],
  classes: readonly string[],
  {threshold = 0.5, method = 'voc2010', logOdds = probabilities}: ScoreOptions = {},
): ClassScore[] {
  checkPredictions(probabilities, labels, classes);
  return classes.map((className, k) => {
    const samples = labels.flatMap((row, i) => {
      const at = i * classes.length + k;
      const positive = row[k] === 1;
      return row[k] === 0 ? [] : [{probability: probabilities[at]!, score: logOdds[at]!, positive}];
    });
    const called = samples.filter(({probability}) => probability >= threshold);
    const positives = samples.filter(({positive}) => positive).length;
    const hits = called.filter(({positive}) => positive).length;
    return {
      className,
      precision: ratio(hits, called.length),
      recall: ratio(hits, positives),
      f1: ratio(2 * hits, called.length + positives),
      averagePrecision: averagePrecision(samples, method),
    };
  });
}

/** Mean of the numbers that are there, or null where none is. */
export function meanOf(numbers: readonly (number | null)[]): number | null {
  const known = numbers.filter(number => number !== null);
  return known.length === 0 ? null : known.reduce((sum, number) => sum + number, 0) / known.length;
}

/** Mean average precision (mAP) over the classes that have one, or null where none has. */
export function meanAveragePrecision(scores: readonly ClassScore[]): number | null {
  return meanOf(scores.map(score => score.averagePrecision));
}
