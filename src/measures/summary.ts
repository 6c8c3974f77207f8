/** A mean with its 95 % interval; all null where nothing is defined. */
export interface MeanInterval {
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** How a method stands in a measure. */
export interface MeasureSummary extends MeanInterval {
  readonly measure: string;
  readonly method: string;
  /** Rows of one class only; null over all. */
  readonly className: string | null;
  /** Rows where the measure is defined, and where it is not. */
  readonly count: number;
  readonly undefinedCount: number;
  /**
   * `best` has the best mean of all methods, `level` is not told from it: the interval of the paired difference holds 0.
   * Null for the others, where only one method is defined, and where no value is better than another.
   */
  readonly standing: 'best' | 'level' | null;
}

/** One method against another in a measure, on the rows where both are defined. */
export interface PairedDifference extends MeanInterval {
  readonly measure: string;
  /** The mean is of a's score minus b's. */
  readonly a: string;
  readonly b: string;
  readonly className: string | null;
  readonly count: number;
  /** Shares of the rows where a is better and where both are equal, 0…1; null where nothing is better or no row counts. */
  readonly better: number | null;
  readonly equal: number | null;
}

/** A method's ranks: 1 is best, equal means share their mean rank. */
export interface MethodRanks {
  readonly method: string;
  /** By measure; null where the method has no mean or nothing is better. */
  readonly ranks: readonly (number | null)[];
  /** Over the measures that rank it; null of none. */
  readonly mean: number | null;
}

/** What an evaluation says, in a few numbers: plain JSON. */
export interface EvaluationSummary {
  /** How often the pictures were drawn anew, and by which seed. */
  readonly resamples: number;
  readonly seed: number;
  readonly pictures: number;
  /** Measure by measure, method by method: over all rows, then class by class. */
  readonly scores: readonly MeasureSummary[];
  /** Measure by measure, pair by pair: over all rows, then class by class. */
  readonly differences: readonly PairedDifference[];
  readonly ranks: readonly MethodRanks[];
}
