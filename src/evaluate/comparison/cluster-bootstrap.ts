import {createRandom} from '../../data/random.js';

/** Drawn anew with replacement: how often each of `clusters` is in each of `resamples` draws. */
export interface Draws {
  readonly clusters: number;
  readonly resamples: number;
  /** [clusters·resamples], cluster by cluster: of a mean of 1, none comes near 255. */
  readonly times: Uint8Array;
}

/** Draws as many clusters as there are, again and again; the same seed draws the same. */
export function drawClusters(
  clusters: number,
  {seed, resamples = 2000}: {readonly seed: number; readonly resamples?: number},
): Draws {
  const random = createRandom(seed);
  const times = new Uint8Array(clusters * resamples);
  for (let draw = 0; draw < resamples; draw += 1) {
    for (let i = 0; i < clusters; i += 1)
      times[Math.floor(random.uniform() * clusters) * resamples + draw]! += 1;
  }
  return {clusters, resamples, times};
}

/** Numbers of clusters, summed: all that their mean needs. */
export interface ClusterSums {
  /** One a cluster. */
  readonly sums: Float64Array;
  readonly counts: Float64Array;
}

/** Sums numbers by their cluster; null does not count. */
export function sumClusters(
  values: readonly (number | null)[],
  clusterOf: readonly number[],
  clusters: number,
): ClusterSums {
  const [sums, counts] = [new Float64Array(clusters), new Float64Array(clusters)];
  values.forEach((value, row) => {
    if (value === null) return;
    sums[clusterOf[row]!]! += value;
    counts[clusterOf[row]!]! += 1;
  });
  return {sums, counts};
}

/**
 * The interval in which the mean of numbers lies, by drawing whole clusters again with replacement: numbers of one
 * cluster are not independent (Davison and Hinkley 1997, section 3.8; percentiles as Efron 1979). The mean of a draw is
 * over all its numbers, so clusters with more of them weigh more, as in the mean itself. Draws that hold no number are
 * left out; null where there are no numbers.
 *
 * @param confidence Share of the means that lies within, 0…1. @default 0.95
 */
export function clusterInterval(
  {sums, counts}: ClusterSums,
  {clusters, resamples, times}: Draws,
  confidence = 0.95,
): readonly [number, number] | null {
  const [totals, numbers] = [new Float64Array(resamples), new Float64Array(resamples)];
  for (let cluster = 0; cluster < clusters; cluster += 1) {
    const [sum, count, from] = [sums[cluster]!, counts[cluster]!, cluster * resamples];
    if (count === 0) continue;
    for (let draw = 0; draw < resamples; draw += 1) {
      const often = times[from + draw]!;
      totals[draw]! += often * sum;
      numbers[draw]! += often * count;
    }
  }
  const means = new Float64Array(resamples);
  let filled = 0;
  for (let draw = 0; draw < resamples; draw += 1)
    if (numbers[draw]! > 0) means[filled++] = totals[draw]! / numbers[draw]!;
  if (filled === 0) return null;
  const sorted = means.subarray(0, filled).sort();
  const tail = (1 - confidence) / 2;
  const at = (share: number): number => sorted[Math.round(share * (filled - 1))]!;
  return [at(tail), at(1 - tail)];
}
