/** What is told of repeated measurements, in their unit. */
export interface Summary {
  readonly runs: number;
  readonly min: number;
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
}

/** The value below which a share of the sorted values lies, linear between neighbours. */
function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)]!;
  const high = sorted[Math.ceil(at)]!;
  return low + (high - low) * (at - Math.floor(at));
}

/** Minimum, quartiles and median. Throws for no values. */
export function summarise(values: readonly number[]): Summary {
  if (values.length === 0) throw new Error('no measurement to summarise');
  const sorted = values.toSorted((a, b) => a - b);
  return {
    runs: sorted.length,
    min: sorted[0]!,
    q1: quantile(sorted, 0.25),
    median: quantile(sorted, 0.5),
    q3: quantile(sorted, 0.75),
  };
}
