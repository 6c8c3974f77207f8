import type {VocSplit} from '../../data/voc/voc-dataset.js';
import {LrpError} from '../../errors/lrp-error.js';
import type {SampleAnswers} from '../../explain/run-batch.js';
import {targetIndex} from '../../explain/targets.js';
import type {Graph} from '../../graph/graph.js';
import type {Plan} from '../../plan/plan.js';
import {explainPictures, type ExplainPicturesOptions} from '../explain-pictures.js';
import {pictureSize} from '../picture-size.js';
import {bootstrapInterval, mean} from './bootstrap-interval.js';
import {areaShare} from './box-mask.js';
import {findTasks, type LocalisationTask} from './find-tasks.js';
import type {Localisation, LocalisationScore, LocalisedClass} from './localisation.js';
import {pooledRelevance, relevanceMass} from './relevance-mass.js';

export interface LocalisationOptions extends Omit<ExplainPicturesOptions, 'ledger'> {
  /** Most pictures, from the first on. @default all */
  readonly limit?: number;
  /** Of the bootstrap. @default 1 */
  readonly seed?: number;
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
  {limit, seed = 1, ...options}: LocalisationOptions = {},
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
  const shares: Shares[] = plans.map(() => new Map(split.classes.map(name => [name, []])));
  const pictures = tasks.map(task => ({
    image: task.image,
    targets: task.targets.map(({className}) => targets.get(className)!),
  }));
  const engine = await explainPictures(
    graph,
    plans,
    pictures,
    {...options, ledger: false},
    (answers, index) => {
      addShares(shares, tasks[index]!, answers, graph);
    },
  );
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
    engine,
  };
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
