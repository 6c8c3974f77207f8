/** The part of a batch that belongs to one sample. */
export function sampleOf(
  values: ArrayLike<number>,
  sample: number,
  samples: number,
): readonly number[] {
  const size = values.length / samples;
  return Array.from({length: size}, (_, i) => values[sample * size + i]!);
}

export function largestOf(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** max |actual − expected| / max |expected|; Infinity where a value is not finite. 0 where both are all zero. */
export function relativeError(actual: readonly number[], expected: readonly number[]): number {
  if (actual.length !== expected.length || !actual.every(Number.isFinite))
    return Number.POSITIVE_INFINITY;
  const difference = largestOf(actual.map((value, i) => value - expected[i]!));
  return difference === 0 ? 0 : difference / largestOf(expected);
}
