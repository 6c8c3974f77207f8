import {checkInput, rows} from '../explain/batch.js';
import {takeTurns} from '../explain/take-turns.js';
import {readColumns, type TargetColumn} from '../explain/target-columns.js';
import type {Graph, Tensor} from '../graph/graph.js';
import type {Plan} from '../plan/plan.js';
import {LayerRunner, type LayerRun, type RunOn} from './layer-runner.js';

/** What all examinations of a network over data take. */
export interface ExamineOptions extends RunOn {
  /** Class explained: one for all samples or one each; `top` is the strongest. @default 'top' */
  readonly targets?: TargetColumn;
  /** Told how much is done. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops between two runs: the call then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What is read of a run, sample by sample. */
export interface RunLayers {
  readonly values: readonly number[];
  readonly relevance: readonly number[];
  /** Called for each sample in order: its position in the run, and its number among all. */
  readonly read: (run: LayerRun, row: number, sample: number) => void;
}

/**
 * Explains a batch in runs that fit, and hands every sample's layers to `read`. Nothing of a run is kept.
 *
 * @param batch [N,…] in the model's own layout.
 * @returns The engine, and the class explained of each sample.
 * @throws LrpError `input/*`, `target/*`, `engine/*`; the signal's reason.
 */
export async function runLayers(
  graph: Graph,
  plan: Plan,
  batch: Tensor,
  {values, relevance, read}: RunLayers,
  {targets: column = 'top', onProgress, signal, ...on}: ExamineOptions,
): Promise<{readonly engine: string; readonly targets: readonly number[]}> {
  checkInput(batch, graph);
  const samples = batch.shape[0]!;
  const columns = readColumns([column], graph, samples);
  const wanted = Array.from({length: samples}, (_, n) => columns.classesOf(n, 'top' as const)[0]!);
  const runner = await LayerRunner.open(graph, plan, {...on, values, relevance});
  const targets: number[] = [];
  try {
    onProgress?.(0, samples);
    for (let from = 0; from < samples; from += runner.batchSize) {
      const to = Math.min(samples, from + runner.batchSize);
      await takeTurns();
      signal?.throwIfAborted();
      const run = await runner.run(rows(batch, from, to), wanted.slice(from, to));
      targets.push(...run.targets);
      for (let n = from; n < to; n++) read(run, n - from, n);
      onProgress?.(to, samples);
    }
  } finally {
    await runner.dispose();
  }
  return {engine: runner.engine, targets};
}
