import {toChannelsFirst} from '../../data/layout.js';
import {createRandom} from '../../data/random.js';
import {rows} from '../../explain/batch.js';
import {LrpError} from '../../errors/lrp-error.js';
import {describeShape, type Graph} from '../../graph/graph.js';
import {boundsOf} from '../../graph/preprocessing.js';
import {findFamily} from '../../measures/families.js';
import {fillArguments, type MeasureArguments} from '../../measures/measure-spec.js';
import type {CurveSpec, CurveValues} from '../curves.js';
import type {EvaluatedBatch, MeasureContext, MeasureRunner} from '../measure-runner.js';
import {rowSeed} from '../row-seed.js';
import {areaBetweenCurves, areaOverCurve, replacedCounts} from './area-scores.js';
import {classScore, type ClassScore} from './class-score.js';
import {type Fill, fillPicture} from './fill-picture.js';
import {ForwardQueue} from './forward-queue.js';
import {perturbTask} from './perturb-task.js';
import {orderRegions, type RegionGrid, regionGrid, regionSums} from './region-grid.js';

/** What a run of the family keeps to. */
interface Setting {
  readonly graph: Graph;
  readonly fill: Fill;
  readonly grid: RegionGrid;
  /** [L+1] */
  readonly counts: readonly number[];
  readonly score: ClassScore;
  readonly seed: number;
}

const family = findFamily('perturbation')!;

function readSetting(graph: Graph, given: MeasureArguments, seed: number): Setting {
  const all = fillArguments(family.parameters, given);
  const {shape} = graph.nodes[graph.input]!;
  const [, height, width] = shape;
  if (shape.length !== 3) {
    throw new LrpError(
      'input/no-pictures',
      `perturbation: model "${graph.name}" takes ${describeShape(shape)}, which is no picture, so it has no regions`,
    );
  }
  const grid = regionGrid({width: width!, height: height!}, all['region'] as number);
  return {
    ...{graph, grid, seed, fill: all['fill'] as Fill},
    counts: replacedCounts(grid.count, all['steps'] as number, all['share'] as number),
    score: classScore(all['score'] as 'logit' | 'probability', graph),
  };
}

/** The two curves of each method: how f goes as regions are replaced. */
function curveSpecs({grid, counts}: Setting, score: string): readonly CurveSpec[] {
  const axes = {
    positionTitle: 'share of the regions replaced',
    positions: counts.map(count => count / grid.count),
    valueTitle: score === 'logit' ? 'score of the class (logit)' : 'probability of the class',
  };
  return [
    {name: 'morf', title: 'most relevant first', ...axes},
    {name: 'lerf', title: 'least relevant first', ...axes},
  ];
}

/** Queues one row of a batch for all methods. */
function queueRow(
  {graph, fill, grid, counts, score, seed}: Setting,
  {tasks, pooled}: EvaluatedBatch,
  row: number,
  picture: Float32Array,
  queue: ForwardQueue,
): Promise<() => readonly (readonly number[])[]> {
  const {key, target} = tasks[row]!;
  const regions = Array.from({length: grid.count}, (_, region) => region);
  const ties = createRandom(rowSeed(seed, key, 'perturbation, ties')).shuffled(regions);
  const bounds = graph.preprocessing === null ? null : boundsOf(graph.preprocessing);
  return perturbTask(
    {
      ...{picture, grid, counts},
      fill: fillPicture(picture, grid, {
        ...{fill, bounds, region: grid.size},
        seed: rowSeed(seed, key, 'perturbation, fill'),
      }),
      orders: pooled.flatMap(maps => {
        const {most, least} = orderRegions(regionSums(maps[row]!, grid), ties);
        return [most, least];
      }),
      score: logits => score(logits, target),
    },
    queue,
  );
}

/** By order (most relevant first, least relevant first), by method, by row: f at every step. */
function byOrder(
  curves: readonly (readonly (readonly number[])[])[],
  methods: number,
): CurveValues {
  return [0, 1].map(order =>
    Array.from({length: methods}, (_, method) => curves.map(own => own[2 * method + order]!)),
  );
}

/**
 * Region perturbation (Samek et al. 2017), pixel flipping where `region` is 1: regions of the picture are replaced in
 * falling and in rising order of their relevance, the sum over a region's pixels and channels, and f is read at every step.
 * Scores are `aopc-morf`, `aopc-lerf` and `abpc`, in units of f; the curves `morf` and `lerf` are f itself.
 *
 * Works in the network's input space, on the network alone, without its plans; inputs of many pictures and all methods
 * share batches. Ties and random fills depend on the seed and the task's key only.
 *
 * @param given Arguments of the family `perturbation`, already checked; defaults for those left out.
 * @throws LrpError `input/no-pictures`, `evaluate/region`, `evaluate/score`, `engine/*`; from `score`, the signal's reason, too.
 */
export async function openPerturbation(
  {graph, engine, device, seed, signal}: MeasureContext,
  given: MeasureArguments,
): Promise<MeasureRunner> {
  const setting = readSetting(graph, given, seed);
  const queue = await ForwardQueue.open(graph, {engine, device, signal});
  let last: CurveValues = [[], []];
  return {
    measures: family.measures,
    curves: curveSpecs(setting, String(given['score'] ?? 'logit')),
    async score(batch) {
      const {tasks, maps} = batch;
      const isLast = graph.layout === 'channels-last';
      const input = isLast ? toChannelsFirst(batch.input) : batch.input;
      const reads: (() => readonly (readonly number[])[])[] = [];
      for (let row = 0; row < tasks.length; row += 1) {
        const picture = rows(input, row, row + 1).data;
        reads.push(await queueRow(setting, batch, row, picture, queue));
      }
      await queue.flush();
      last = byOrder(
        reads.map(read => read()),
        maps.length,
      );
      const [most, least] = last as [CurveValues[number], CurveValues[number]];
      return [
        most.map(own => own.map(areaOverCurve)),
        least.map(own => own.map(areaOverCurve)),
        most.map((own, method) =>
          own.map((curve, row) => areaBetweenCurves(curve, least[method]![row]!)),
        ),
      ];
    },
    lastCurves: () => last,
    dispose: () => queue.dispose(),
  };
}
