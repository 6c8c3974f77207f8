import {readPictures} from '../../data/picture-input.js';
import type {Extent} from '../../data/picture-header.js';
import type {VocSplit} from '../../data/voc/voc-dataset.js';
import {LrpError} from '../../errors/lrp-error.js';
import {type BatchSizeOptions, chooseBatch} from '../../explain/batch-size.js';
import {PlanRunner, type PlanRunnerOptions} from '../../explain/plan-runner.js';
import {runBatch, type SampleAnswers} from '../../explain/run-batch.js';
import {takeTurns} from '../../explain/take-turns.js';
import {targetIndex} from '../../explain/targets.js';
import {describeShape, type Graph} from '../../graph/graph.js';
import type {Plan} from '../../plan/plan.js';
import {bootstrapInterval, mean} from './bootstrap-interval.js';
import {areaShare} from './box-mask.js';
import {findTasks, type LocalisationTask} from './find-tasks.js';
import type {Localisation, LocalisationScore, LocalisedClass} from './localisation.js';
import {pooledRelevance, relevanceMass} from './relevance-mass.js';

export interface LocalisationOptions
  extends Pick<PlanRunnerOptions, 'engine' | 'device'>,
    BatchSizeOptions {
  /** Most pictures, from the first on. @default all */
  readonly limit?: number;
  /** Of the bootstrap. @default 1 */
  readonly seed?: number;
  /** Called at the beginning and after each batch: pictures done, and how many there are. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops between two batches: the call then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Shares of one class under one plan, picture by picture. */
type Shares = Map<string, number[]>;

/**
 * Measures how much of the positive relevance lies inside the boxes of the class that is explained: for every class of a
 * split, over the pictures that show it, under several plans over one primal pass. Only classes that a picture really
 * shows are explained. Channels are summed before the positive part is taken.
 *
 * @param split Read for the classes to measure; each has to be one of the model's.
 * @throws LrpError `target/unknown`, `localisation/empty`, `input/*`, `engine/*`; DataError `image/*`; the signal's reason.
 */
export async function measureLocalisation(
  graph: Graph,
  plans: readonly Plan[],
  split: VocSplit,
  {
    limit,
    seed = 1,
    onProgress,
    signal,
    engine,
    device,
    memory,
    batchSize,
  }: LocalisationOptions = {},
): Promise<Localisation> {
  const seen = pictureSize(graph);
  const targets = new Map(split.classes.map(name => [name, targetIndex(name, graph)]));
  const tasks = findTasks(split, seen, limit);
  if (tasks.length === 0) {
    throw new LrpError(
      'localisation/empty',
      `${split.folder}, split "${split.split}": no picture shows ${split.classes.join(' or ')}; choose another split or other classes`,
    );
  }
  const most = Math.max(...tasks.map(task => task.targets.length));
  const on = {...(engine && {engine}), ...(device && {device})};
  const room = {...(memory && {memory}), ...(batchSize && {batchSize})};
  const size = chooseBatch(graph, plans, most, {...on, ...room});
  const runner = await PlanRunner.open(graph, plans, {...on, ledger: false, targets: size.targets});
  const shares: Shares[] = plans.map(() => new Map(split.classes.map(name => [name, []])));
  try {
    onProgress?.(0, tasks.length);
    const read = (from: number) =>
      readPictures(
        tasks.slice(from, from + size.samples).map(({image}) => image),
        graph,
      );
    // The next pictures are decoded while these are explained.
    let next = read(0);
    for (let from = 0; from < tasks.length; from += size.samples) {
      const {tensor} = await next;
      const to = Math.min(tasks.length, from + size.samples);
      if (to < tasks.length) {
        next = read(to);
        next.catch(() => {});
      }
      await takeTurns();
      signal?.throwIfAborted();
      const part = tasks.slice(from, to);
      const classes = part.map(task => task.targets.map(({className}) => targets.get(className)!));
      const answers = await runBatch(runner, tensor, classes, from);
      part.forEach((task, index) => {
        addShares(shares, task, answers[index]!, graph);
      });
      onProgress?.(to, tasks.length);
    }
  } finally {
    await runner.dispose();
  }
  const classes = split.classes.map(name => describeClass(name, targets.get(name)!, tasks));
  return {
    model: graph.name,
    data: split.folder,
    split: split.split,
    seed,
    classes,
    scores: classes.flatMap(({name}) =>
      plans.map((plan, index) => score(name, plan, shares[index]!.get(name)!, seed)),
    ),
    engine: runner.engine,
  };
}

function pictureSize(graph: Graph): Extent {
  const {shape} = graph.nodes[graph.input]!;
  const [, height, width] = shape;
  if (shape.length === 3) return {width: width!, height: height!};
  throw new LrpError(
    'input/no-pictures',
    `model "${graph.name}" takes ${describeShape(shape)}, which is no picture, so no boxes lie in it`,
  );
}

function addShares(
  shares: readonly Shares[],
  {targets}: LocalisationTask,
  answers: SampleAnswers,
  graph: Graph,
): void {
  const [channels, height, width] = graph.nodes[graph.input]!.shape as [number, number, number];
  const isFirst = graph.layout === 'channels-first';
  const shape = isFirst ? [channels, height, width] : [height, width, channels];
  answers.plans.forEach((own, plan) => {
    own.forEach(({relevance}, target) => {
      const {className, mask} = targets[target]!;
      const pooled = pooledRelevance(
        relevance,
        shape,
        isFirst ? 'channels-first' : 'channels-last',
      );
      shares[plan]!.get(className)!.push(relevanceMass(pooled, mask));
    });
  });
}

function describeClass(
  name: string,
  target: number,
  tasks: readonly LocalisationTask[],
): LocalisedClass {
  const masks = tasks.flatMap(task =>
    task.targets.flatMap(({className, mask}) => (className === name ? [mask] : [])),
  );
  return {name, target, images: masks.length, baseline: mean(masks.map(areaShare))};
}

function score(
  className: string,
  plan: Plan,
  all: readonly number[],
  seed: number,
): LocalisationScore {
  const shares = all.filter(share => !Number.isNaN(share));
  const [low, high] = bootstrapInterval(shares, {seed});
  return {
    className,
    plan: plan.name,
    mean: mean(shares),
    low,
    high,
    images: shares.length,
    withoutPositive: all.length - shares.length,
  };
}
