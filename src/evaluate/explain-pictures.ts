import {readPictures} from '../data/picture-input.js';
import {chooseBatch, type BatchSizeOptions} from '../explain/batch-size.js';
import {PlanRunner, type PlanRunnerOptions} from '../explain/plan-runner.js';
import {runBatch, type SampleAnswers} from '../explain/run-batch.js';
import {takeTurns} from '../explain/take-turns.js';
import type {Graph} from '../graph/graph.js';
import type {Plan} from '../plan/plan.js';

export interface ExplainPicturesOptions
  extends Pick<PlanRunnerOptions, 'engine' | 'device'>,
    BatchSizeOptions {
  /** Whether answers have a ledger. */
  readonly ledger: boolean;
  /** Called at the beginning and after each batch: pictures done, and how many there are. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops between two batches: the call then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Explains pictures for classes of their own under several plans over one primal pass, batch by batch: nothing of a
 * batch is kept.
 *
 * @param pictures At least one; `targets` are class indices, each once, at least one.
 * @param onAnswer Told of each picture in order.
 * @returns        What ran it: `onnx/cpu`, …
 * @throws LrpError `input/*`, `engine/*`, `explain/*`; DataError `image/*`; the signal's reason.
 */
export async function explainPictures(
  graph: Graph,
  plans: readonly Plan[],
  pictures: readonly {readonly image: string; readonly targets: readonly number[]}[],
  {ledger, onProgress, signal, engine, device, memory, batchSize}: ExplainPicturesOptions,
  onAnswer: (answers: SampleAnswers, index: number) => void,
): Promise<string> {
  const most = Math.max(...pictures.map(({targets}) => targets.length));
  const on = {...(engine && {engine}), ...(device && {device})};
  const room = {...(memory && {memory}), ...(batchSize && {batchSize})};
  const size = chooseBatch(graph, plans, most, {...on, ...room, ledger});
  const runner = await PlanRunner.open(graph, plans, {...on, ledger, targets: size.targets});
  try {
    onProgress?.(0, pictures.length);
    const part = (from: number) => pictures.slice(from, from + size.samples);
    const read = (from: number) =>
      readPictures(
        part(from).map(({image}) => image),
        graph,
      );
    // The next pictures are decoded while these are explained.
    let next = read(0);
    for (let from = 0; from < pictures.length; from += size.samples) {
      const {tensor} = await next;
      const to = Math.min(pictures.length, from + size.samples);
      if (to < pictures.length) {
        next = read(to);
        next.catch(() => {});
      }
      await takeTurns();
      signal?.throwIfAborted();
      const classes = part(from).map(({targets}) => targets);
      const answers = await runBatch(runner, tensor, classes, from);
      answers.forEach((answer, index) => {
        onAnswer(answer, from + index);
      });
      onProgress?.(to, pictures.length);
    }
  } finally {
    await runner.dispose();
  }
  return runner.engine;
}
