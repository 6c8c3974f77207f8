import type {Evaluation} from '../../measures/evaluation.js';
import type {MeasureSpec} from '../../measures/measure-spec.js';
import type {
  EvaluationSummary,
  MeanInterval,
  MeasureSummary,
  MethodRanks,
  PairedDifference,
} from '../../measures/summary.js';
import {clusterInterval, type Draws, drawClusters, sumClusters} from './cluster-bootstrap.js';

export interface SummaryOptions {
  /** Of the bootstrap. @default the evaluation's own */
  readonly seed?: number;
  /** @default 2000 */
  readonly resamples?: number;
  /** Methods from which on only pairs with the first one are compared. @default 13 */
  readonly manyMethods?: number;
}

/** What means are taken over, and how they are drawn anew. */
interface Sampling {
  readonly draws: Draws;
  /** By row: the number of its picture. */
  readonly pictureOf: readonly number[];
}

/** One score a row; null where it is not defined or does not belong. */
type Scores = readonly (number | null)[];

/**
 * Sums up an evaluation: means with 95 % intervals, paired differences and ranks. Rows of one picture belong together, so
 * intervals come from drawing whole pictures anew (cluster bootstrap), the same draws for all methods and measures.
 */
export function summarise(
  evaluation: Evaluation,
  {seed = evaluation.seed, resamples = 2000, manyMethods = 13}: SummaryOptions = {},
): EvaluationSummary {
  const {rows, methods, measures, classes} = evaluation;
  const images = [...new Set(rows.map(({id}) => id))];
  const numbers = new Map(images.map((id, index) => [id, index]));
  const sampling: Sampling = {
    draws: drawClusters(images.length, {seed, resamples}),
    pictureOf: rows.map(({id}) => numbers.get(id)!),
  };
  const pairs = methods.flatMap((_, a) =>
    methods.flatMap((__, b) =>
      b > a && (a === 0 || methods.length < manyMethods) ? [[a, b] as const] : [],
    ),
  );
  // Of one class alone, the part is the whole.
  const parts: readonly (string | null)[] = [null, ...(classes.length > 1 ? classes : [])];
  const all = measures.map((measure, index) => {
    const own = parts.map(className => {
      const scores = evaluation.scores[index]!.map(method =>
        method.map((score, row) =>
          className === null || rows[row]!.className === className ? score : null,
        ),
      );
      const size =
        className === null ? rows.length : rows.filter(row => row.className === className).length;
      const names = methods.map(({name}) => name);
      return {
        scores: measureSummaries(measure, scores, {className, names, size}, sampling),
        differences: pairs.map(([a, b]): PairedDifference => {
          const compared = comparePair(measure, scores[a]!, scores[b]!, sampling);
          return {measure: measure.name, a: names[a]!, b: names[b]!, className, ...compared};
        }),
      };
    });
    return {
      scores: own.flatMap(part => part.scores),
      differences: own.flatMap(part => part.differences),
    };
  });
  const scores = all.flatMap(measure => measure.scores);
  return {
    ...{resamples, seed, pictures: images.length, scores},
    differences: all.flatMap(measure => measure.differences),
    ranks: rankMethods(evaluation, scores),
  };
}

function meanOf(values: Scores, {draws, pictureOf}: Sampling): MeanInterval {
  const sums = sumClusters(values, pictureOf, draws.clusters);
  const count = sums.counts.reduce((sum, one) => sum + one, 0);
  if (count === 0) return {mean: null, low: null, high: null};
  const [low, high] = clusterInterval(sums, draws)!;
  return {mean: sums.sums.reduce((sum, one) => sum + one, 0) / count, low, high};
}

function measureSummaries(
  {name, better}: MeasureSpec,
  scores: readonly Scores[],
  part: {
    readonly className: string | null;
    readonly names: readonly string[];
    readonly size: number;
  },
  sampling: Sampling,
): readonly MeasureSummary[] {
  const means = scores.map(own => meanOf(own, sampling));
  const best = bestOf(
    means.map(({mean}) => mean),
    better,
  );
  return scores.map((own, method): MeasureSummary => {
    const count = own.filter(score => score !== null).length;
    return {
      measure: name,
      method: part.names[method]!,
      className: part.className,
      ...means[method]!,
      count,
      undefinedCount: part.size - count,
      standing:
        best === null ? null : method === best ? 'best' : levelWith(own, scores[best]!, sampling),
    };
  });
}

/** The method with the best mean, the first of equal ones; null where fewer than two have one or nothing is better. */
function bestOf(means: readonly (number | null)[], better: MeasureSpec['better']): number | null {
  const sign = signOf(better);
  if (sign === 0 || means.filter(mean => mean !== null).length < 2) return null;
  return means.reduce(
    (best: number | null, mean, method) =>
      mean !== null && (best === null || sign * mean > sign * means[best]!) ? method : best,
    null,
  );
}

function levelWith(own: Scores, best: Scores, sampling: Sampling): 'level' | null {
  const {low, high} = meanOf(differenceOf(own, best), sampling);
  return low !== null && high !== null && low <= 0 && high >= 0 ? 'level' : null;
}

function differenceOf(a: Scores, b: Scores): Scores {
  return a.map((score, row) => (score === null || b[row] === null ? null : score - b[row]!));
}

function comparePair(
  {better}: MeasureSpec,
  a: Scores,
  b: Scores,
  sampling: Sampling,
): MeanInterval & Pick<PairedDifference, 'count' | 'better' | 'equal'> {
  const differences = differenceOf(a, b);
  const defined = differences.filter(value => value !== null);
  const sign = signOf(better);
  const share = (holds: (value: number) => boolean): number | null =>
    defined.length === 0 || sign === 0 ? null : defined.filter(holds).length / defined.length;
  return {
    ...meanOf(differences, sampling),
    count: defined.length,
    better: share(value => sign * value > 0),
    equal: share(value => value === 0),
  };
}

/** 1 where higher values are better, −1 where lower ones are, 0 where neither is. */
function signOf(better: MeasureSpec['better']): number {
  return better === 'higher' ? 1 : better === 'lower' ? -1 : 0;
}

function rankMethods(
  {methods, measures}: Evaluation,
  scores: readonly MeasureSummary[],
): readonly MethodRanks[] {
  const columns = measures.map(({name, better}) => {
    const own = scores.filter(({measure, className}) => measure === name && className === null);
    return ranksOf(
      own.map(({mean}) => mean),
      signOf(better),
    );
  });
  return methods.map(({name}, method) => {
    const ranks = columns.map(column => column[method]!);
    const defined = ranks.filter(rank => rank !== null);
    const sum = defined.reduce((total, rank) => total + rank, 0);
    return {method: name, ranks, mean: defined.length === 0 ? null : sum / defined.length};
  });
}

/** Ranks from 1 for the best; equal means share the mean of their ranks. */
function ranksOf(means: readonly (number | null)[], sign: number): readonly (number | null)[] {
  return means.map(mean => {
    if (mean === null || sign === 0) return null;
    const others = means.filter(other => other !== null);
    const better = others.filter(other => sign * other > sign * mean).length;
    const equal = others.filter(other => other === mean).length;
    return better + (equal + 1) / 2;
  });
}
