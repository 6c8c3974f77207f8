import type {VocLabel} from '../../data/voc/voc-dataset.js';
import {LrpError} from '../../errors/lrp-error.js';
import {checkPredictions} from './check-predictions.js';

/** Samples whose probability lies in `low` ≤ p < `high` (the last bin holds 1, too). */
export interface ReliabilityBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** Mean probability of these samples; null where there are none. */
  readonly confidence: number | null;
  /** Share of them that hold the class; null where there are none. */
  readonly frequency: number | null;
}

/** Whether a class's probabilities can be taken at their word. */
export interface ClassCalibration {
  readonly className: string;
  readonly bins: readonly ReliabilityBin[];
  /** Expected calibration error: Σ over bins (count/N)·|frequency − confidence|. Null where there is no sample. */
  readonly expectedError: number | null;
  /** Brier score: the mean of (p − y)² with y = 1 where the class is there, else 0. Null where there is no sample. */
  readonly brier: number | null;
}

interface Judged {
  readonly p: number;
  readonly y: 0 | 1;
}

function mean(numbers: readonly number[]): number | null {
  return numbers.length === 0
    ? null
    : numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function binsOf(samples: readonly Judged[], count: number): ReliabilityBin[] {
  return Array.from({length: count}, (_, b) => {
    const own = samples.filter(({p}) => Math.min(count - 1, Math.floor(p * count)) === b);
    return {
      low: b / count,
      high: (b + 1) / count,
      count: own.length,
      confidence: mean(own.map(({p}) => p)),
      frequency: mean(own.map(({y}) => y)),
    };
  });
}

/**
 * Calibration of every class by itself, over bins of equal width of the class's own probability: not only how
 * trustworthy a "yes" is, as for one label of many, but also a "no". Samples of label 0 count neither way.
 *
 * @param probabilities [N,K], 0…1.
 * @param labels        [N][K].
 * @param classes       K names.
 * @param options       `bins`: a whole number from 1. @default 10
 * @throws LrpError `train/shapes`, `train/not-a-probability`, `train/bins`.
 * @see Guo et al. 2017, "On Calibration of Modern Neural Networks", eqs. 2–3; Brier 1950.
 */
export function calibrateClasses(
  probabilities: Float32Array,
  labels: readonly (readonly VocLabel[])[],
  classes: readonly string[],
  {bins = 10}: {readonly bins?: number} = {},
): ClassCalibration[] {
  checkPredictions(probabilities, labels, classes);
  if (!Number.isInteger(bins) || bins < 1 || bins > 1000)
    throw new LrpError('train/bins', `bins ${bins}: expected a whole number from 1 to 1000`);
  return classes.map((className, k) => {
    const samples = labels.flatMap((row, i): readonly Judged[] =>
      row[k] === 0 ? [] : [{p: probabilities[i * classes.length + k]!, y: row[k] === 1 ? 1 : 0}],
    );
    const own = binsOf(samples, bins);
    const error = own.reduce(
      (sum, {count, confidence, frequency}) =>
        count === 0 ? sum : sum + (count / samples.length) * Math.abs(frequency! - confidence!),
      0,
    );
    return {
      className,
      bins: own,
      expectedError: samples.length === 0 ? null : error,
      brier: mean(samples.map(({p, y}) => (p - y) ** 2)),
    };
  });
}
