import {readPictures} from '../../data/picture-input.js';
import {takeTurns} from '../../explain/take-turns.js';
import type {Graph, Tensor} from '../../graph/graph.js';
import type {EvaluatedBatch, MeasureRunner} from '../measure-runner.js';
import type {MethodRunner} from '../methods/method.js';
import {poolMaps} from '../pool-maps.js';
import type {EvaluationTask} from '../tasks.js';
import type {JournalBatch} from './journal.js';

/** What scores tasks; everything belongs to the caller. */
export interface Scoring {
  readonly graph: Graph;
  readonly tasks: readonly EvaluationTask[];
  readonly runner: MethodRunner;
  readonly families: readonly MeasureRunner[];
  /** Rows of a batch. */
  readonly samples: number;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Explains and scores tasks, batch by batch; the next pictures are decoded while these are explained.
 *
 * @param first Number of the batch to begin with.
 * @throws LrpError `input/*`, `explain/*`, `engine/*`; DataError `image/*`; the signal's reason, between two families.
 */
export async function* scoreTasks(scoring: Scoring, first: number): AsyncGenerator<JournalBatch> {
  const {graph, tasks, samples, onProgress} = scoring;
  onProgress?.(Math.min(tasks.length, first * samples), tasks.length);
  if (first * samples >= tasks.length) return;
  const read = async (batch: number): Promise<Tensor> => {
    const part = tasks.slice(batch * samples, (batch + 1) * samples);
    return (
      await readPictures(
        part.map(({image}) => image),
        graph,
      )
    ).tensor;
  };
  let next = read(first);
  for (let batch = first; batch * samples < tasks.length; batch += 1) {
    const input = await next;
    if ((batch + 1) * samples < tasks.length) {
      next = read(batch + 1);
      // Where this batch fails, nobody waits for the next.
      next.catch(() => {});
    }
    yield await scoreBatch(scoring, batch, input);
  }
}

async function scoreBatch(scoring: Scoring, batch: number, input: Tensor): Promise<JournalBatch> {
  const {tasks, runner, families, samples, onProgress} = scoring;
  const from = batch * samples;
  const part = tasks.slice(from, from + samples);
  await pause(scoring);
  const targets = part.map(({target}) => target);
  const {logits, maps} = await runner.run(
    input,
    targets,
    part.map(({key}) => key),
  );
  const pooled = maps.map(map => poolMaps(map, scoring.graph));
  const evaluated: EvaluatedBatch = {tasks: part, input, logits, maps, pooled};
  const scores: (number | null)[][][] = [];
  const seconds: number[] = [];
  const curves: JournalBatch['curves'][number][] = [];
  for (const [index, family] of families.entries()) {
    await pause(scoring);
    const started = performance.now();
    for (const measure of await family.score(evaluated)) {
      scores.push(measure.map(method => method.map(plainNumber)));
    }
    curves.push(family.lastCurves?.() ?? null);
    seconds.push((performance.now() - started) / 1000);
    const share = (index + 1) / families.length;
    onProgress?.(from + Math.floor(part.length * share), tasks.length);
  }
  const classes = logits.shape[1]!;
  return {
    batch,
    seconds,
    logits: targets.map((target, row) => logits.data[row * classes + target]!),
    scores,
    curves,
  };
}

async function pause({signal}: Scoring): Promise<void> {
  await takeTurns();
  signal?.throwIfAborted();
}

/** A number as JSON keeps it: no NaN or ∞, and no −0. */
function plainNumber(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null;
}
