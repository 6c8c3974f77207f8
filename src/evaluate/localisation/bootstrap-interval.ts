import {createRandom} from '../../data/random.js';

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
  const random = createRandom(seed);
  const means = new Float64Array(resamples);
  for (let draw = 0; draw < resamples; draw += 1) {
    let sum = 0;
    for (let i = 0; i < values.length; i += 1)
      sum += values[Math.floor(random.uniform() * values.length)]!;
    means[draw] = sum / values.length;
  }
  means.sort();
  const tail = (1 - confidence) / 2;
  const at = (share: number): number => means[Math.round(share * (resamples - 1))]!;
  return [at(tail), at(1 - tail)];
}
