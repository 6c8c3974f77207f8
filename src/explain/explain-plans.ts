import type {Graph} from '../graph/graph.js';
import type {Plan} from '../plan/plan.js';
import {checkInput, rows} from './batch.js';
import {batchClasses} from './batch-classes.js';
import {type BatchSize, type BatchSizeOptions, chooseBatch} from './batch-size.js';
import {costAlone, explainedOf, type Explained, type LoadedBatch} from './explained.js';
import type {RunOptions} from './explainer.js';
import type {PlanRunnerOptions} from './plan-runner.js';
import {runBatch, type SampleAnswers} from './run-batch.js';
import {RunnerCache} from './runner-cache.js';
import {takeTurns} from './take-turns.js';
import {readColumns, type TargetColumn} from './target-columns.js';

/** What is known once a program is ready. */
export interface ReadyProgram {
  readonly batch: BatchSize;
  /** What compiling took, and what the engine took to make the program ready. */
  readonly milliseconds: {readonly compile: number; readonly prepare: number};
  /** Whether it was in the cache. */
  readonly wasReady: boolean;
  /** `onnx/cpu`, … */
  readonly engine: string;
}

export interface ExplainPlansOptions
  extends Omit<PlanRunnerOptions, 'targets' | 'top'>,
    BatchSizeOptions,
    RunOptions {
  /** One entry per column of targets: each explains every sample (one target for all, or one each). */
  readonly targets: readonly TargetColumn[];
  /** Where compiled programs are looked for and kept. @default none are kept */
  readonly cache?: RunnerCache;
  /** Called when a program is ready. */
  readonly onReady?: (program: ReadyProgram) => void;
}

/**
 * Explains a batch for several targets under several plans, all in one program over one primal pass, and sorts the
 * answers into rows. A class that a sample is asked for twice is one row.
 *
 * @throws LrpError `input/*`, `target/*`, `engine/*`, `explain/not-finite`; the signal's reason.
 */
export async function explainPlans(
  graph: Graph,
  plans: readonly Plan[],
  batch: LoadedBatch,
  {targets, onProgress, signal, cache, onReady, memory, batchSize, ...options}: ExplainPlansOptions,
): Promise<Explained> {
  checkInput(batch.tensor, graph);
  const count = batch.samples.length;
  const columns = readColumns(targets, graph, count);
  const size = chooseBatch(graph, plans, columns.most, {
    ...options,
    ...(memory === undefined ? {} : {memory}),
    ...(batchSize === undefined ? {} : {batchSize}),
  });
  const programs = cache ?? new RunnerCache();
  const leased = await programs.lease(
    graph,
    plans,
    {...options, targets: size.targets, top: columns.topAlone},
    size.samples,
  );
  try {
    const {runner, wasReady} = leased;
    const {milliseconds, engine} = runner;
    onReady?.({batch: size, milliseconds, wasReady, engine});
    const total = plans.length * targets.length * count;
    const answers: SampleAnswers[] = [];
    for (let from = 0; from < count; from += size.samples) {
      await takeTurns();
      signal?.throwIfAborted();
      const to = Math.min(count, from + size.samples);
      const part = rows(batch.tensor, from, to);
      const numbers = Array.from({length: to - from}, (_, at) => from + at);
      const classes = await batchClasses(runner, columns, part, numbers);
      answers.push(...(await runBatch(runner, part, classes, from)));
      onProgress?.((total / count) * to, total);
    }
    return explainedOf(graph, batch.samples, answers, {
      plans,
      engine,
      costs: plans.map(plan => costAlone(graph, plan)),
    });
  } finally {
    await leased.release();
    if (cache === undefined) await programs.dispose();
  }
}
