import {bootstrapInterval, mean} from './localisation/bootstrap-interval.js';

/** A curve that scores are areas under: what its axes are. */
export interface CurveSpec {
  /** Such as `morf`; unique in its family. */
  readonly name: string;
  /** As headings have it: `most relevant first`. */
  readonly title: string;
  /** Of the horizontal axis. */
  readonly positionTitle: string;
  /** [P], rising. */
  readonly positions: readonly number[];
  /** Of the vertical axis. */
  readonly valueTitle: string;
}

/** Values of curves: by curve, by method, by row, by position. */
export type CurveValues = readonly (readonly (readonly (readonly number[])[])[])[];

/** One method's mean curve over the rows, with its 95 % interval at each position; [P] each. */
export interface MeanCurve {
  readonly mean: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** A curve of an evaluation; plain JSON. */
export interface EvaluatedCurve extends CurveSpec {
  readonly family: string;
  /** In the order of the methods. */
  readonly methods: readonly MeanCurve[];
}

/** Resamples of a band: half a per cent of a curve's spread is less than a line's width. */
const resamples = 500;

/**
 * Mean curves by method, each with a band: percentiles of the mean when rows are drawn again with replacement
 * (bootstrap), at every position for itself, from the same draws.
 *
 * @param values Of all rows of a run, in the order of `specs`.
 * @param seed   Of the bootstrap.
 */
export function meanCurves(
  family: string,
  specs: readonly CurveSpec[],
  values: CurveValues,
  seed: number,
): readonly EvaluatedCurve[] {
  return specs.map((spec, curve) => ({
    ...spec,
    family,
    methods: values[curve]!.map((rows): MeanCurve => {
      const columns = spec.positions.map((_, position) => rows.map(row => row[position]!));
      const bands = columns.map(column => bootstrapInterval(column, {seed, resamples}));
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
