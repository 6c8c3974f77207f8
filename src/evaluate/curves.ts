import type {CurveSpec, EvaluatedCurve, MeanCurve} from '../measures/evaluation.js';
import {clusterInterval, drawClusters, sumClusters} from './comparison/cluster-bootstrap.js';
import {mean} from './localisation/bootstrap-interval.js';

export type {CurveSpec, EvaluatedCurve, MeanCurve} from '../measures/evaluation.js';

/** Values of curves: by curve, by method, by row, by position. */
export type CurveValues = readonly (readonly (readonly (readonly number[])[])[])[];

/** Resamples of a band: half a per cent of a curve's spread is less than a line's width. */
const resamples = 500;

/**
 * Mean curves by method, each with a band: percentiles of the mean when pictures are drawn again with replacement
 * (bootstrap), at every position for itself, from the same draws.
 *
 * @param values    Of all rows of a run, in the order of `specs`.
 * @param seed      Of the bootstrap.
 * @param pictureOf By row: the number of its picture, from 0 on; rows of one belong together. @default one a row
 */
export function meanCurves(
  family: string,
  specs: readonly CurveSpec[],
  values: CurveValues,
  seed: number,
  pictureOf: readonly number[] = [...(values[0]?.[0]?.keys() ?? [])],
): readonly EvaluatedCurve[] {
  const pictures = pictureOf.reduce((most, picture) => Math.max(most, picture + 1), 0);
  const draws = drawClusters(pictures, {seed, resamples});
  return specs.map((spec, curve) => ({
    ...spec,
    family,
    methods: values[curve]!.map((rows): MeanCurve => {
      const columns = spec.positions.map((_, position) => rows.map(row => row[position]!));
      const bands = columns.map(
        column =>
          clusterInterval(sumClusters(column, pictureOf, pictures), draws) ?? [
            Number.NaN,
            Number.NaN,
          ],
      );
      return {
        mean: columns.map(mean),
        low: bands.map(([low]) => low),
        high: bands.map(([, high]) => high),
      };
    }),
  }));
}

/** Curves of further rows behind those before. */
export function joinCurves(before: CurveValues | null, more: CurveValues): CurveValues {
  return before === null
    ? more
    : more.map((methods, curve) =>
        methods.map((rows, method) => [...before[curve]![method]!, ...rows]),
      );
}
