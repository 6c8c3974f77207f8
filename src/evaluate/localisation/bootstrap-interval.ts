import {clusterInterval, drawClusters, sumClusters} from '../comparison/cluster-bootstrap.js';

export interface BootstrapOptions {
  readonly seed: number;
  /** How often as many numbers are drawn again. @default 2000 */
  readonly resamples?: number;
  /** Share of the means that lies within, 0…1. @default 0.95 */
  readonly confidence?: number;
}

/** The mean of a list; NaN of none. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * The interval in which the mean of numbers lies, by drawing them again with replacement (Efron 1979, percentiles):
 * the same seed gives the same interval. NaN of none; of one number its own value twice.
 */
export function bootstrapInterval(
  values: readonly number[],
  {seed, resamples = 2000, confidence = 0.95}: BootstrapOptions,
): readonly [number, number] {
  const each = values.map((_, index) => index);
  const draws = drawClusters(values.length, {seed, resamples});
  const sums = sumClusters(values, each, values.length);
  return clusterInterval(sums, draws, confidence) ?? [Number.NaN, Number.NaN];
}
