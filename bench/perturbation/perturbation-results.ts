import type {Machine} from '../results.js';
import type {Summary} from '../measure/statistics.js';

/** What bench/perturbation.ts measured. */
export interface PerturbationResults {
  readonly version: 1;
  readonly command: string;
  /** ISO 8601, the day. */
  readonly date: string;
  readonly machine: Omit<Machine, 'torch'> & {readonly torch: string; readonly threads: number};
  readonly network: string;
  /** N, M, L and the regions' side in pixels. */
  readonly pictures: number;
  readonly methods: readonly string[];
  readonly steps: number;
  readonly region: number;
  /** Points of all curves of one round, and how many of them were run by this project: the others are shared. */
  readonly points: number;
  readonly run: number;
  /** Milliseconds of a round. */
  readonly own: Summary;
  readonly torch: Summary;
  /** Milliseconds of processor time of a round, all threads. */
  readonly ownProcessor: Summary;
  readonly torchProcessor: Summary;
  /** Milliseconds that the network alone takes for a picture. */
  readonly forward: {
    readonly torch: Summary;
    readonly own: Summary;
    /** In batches of `batch`. */
    readonly batched: Summary;
    readonly batch: number;
  };
  /** Largest difference between curves of both sides, and their cosine. */
  readonly difference: number;
  readonly cosine: number;
}

const perSecond = (count: number, {median}: Summary): number => (1000 * count) / median;

/** How many times as many points of curves a second as torch gives, of medians. */
export function throughputRatio({own, torch}: PerturbationResults): number {
  return torch.median / own.median;
}

/** The figures in lines. */
export function perturbationLines(results: PerturbationResults): readonly string[] {
  const {points, run, own, torch, ownProcessor, torchProcessor, forward} = results;
  const outside = 1 - (run * forward.batched.median) / own.median;
  return [
    `${results.network}, ${results.pictures} pictures, ${results.methods.join(', ')}; regions of ${results.region}×${results.region}, ${results.steps} steps, fill blur: ${points} points of curves a round, ${own.runs} rounds`,
    `lrplab: ${perSecond(points, own).toFixed(1)} points a second`,
    `torch ${results.machine.torch}, image by image, ${results.machine.threads} threads: ${perSecond(points, torch).toFixed(1)} points a second`,
    `ratio: ${throughputRatio(results).toFixed(1)}× in time, ${(torchProcessor.median / ownProcessor.median).toFixed(1)}× in processor time`,
    `of it: the network itself ${(forward.torch.median / forward.own.median).toFixed(2)}× (one picture each: torch ${forward.torch.median.toFixed(2)} ms, onnxruntime ${forward.own.median.toFixed(2)} ms), batches of ${forward.batch} ${(forward.own.median / forward.batched.median).toFixed(2)}× (${forward.batched.median.toFixed(2)} ms a picture), shared points ${(points / run).toFixed(2)}× (${run} of ${points} run); outside of the network lrplab spends ${(100 * Math.max(0, outside)).toFixed(0)} % of its time`,
    `curves of both sides: cosine ${results.cosine.toFixed(6)}, largest difference ${results.difference.toExponential(0)}`,
  ];
}
