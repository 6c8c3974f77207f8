import type {MeasureSpec} from '../measures/measure-spec.js';
import type {EvaluatedBatch, MeasureRunner} from './measure-runner.js';

/** Scores one map: one number a measure, by its name; NaN where it is not defined. */
export type ScoreMap = (
  batch: EvaluatedBatch,
  method: number,
  row: number,
) => Readonly<Record<string, number>>;

/** A family that looks at each map alone: nothing is run again, nothing to dispose. */
export function scoreMaps(measures: readonly MeasureSpec[], score: ScoreMap): MeasureRunner {
  return {
    measures,
    async score(batch) {
      const scores = batch.maps.map((_, method) =>
        batch.tasks.map((_task, row) => score(batch, method, row)),
      );
      return measures.map(({name}) => scores.map(rows => rows.map(row => row[name]!)));
    },
    async dispose() {},
  };
}
