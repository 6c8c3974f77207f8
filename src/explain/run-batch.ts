import {sizeOf, type Tensor} from '../graph/graph.js';
import type {LedgerSample} from '../ledger/ledger.js';
import type {LayerRelevance} from './layer-relevance.js';
import type {BatchResult, PlanRunner, RunTarget} from './plan-runner.js';

/** One sample explained for one class by one plan. */
export interface Answer {
  /** In the model's own layout, without the batch axis. */
  readonly relevance: Float32Array;
  readonly ledger: LedgerSample;
  readonly layers: readonly LayerRelevance[] | null;
}

/** One sample explained for its classes. */
export interface SampleAnswers {
  /** Classes, each once. */
  readonly targets: readonly number[];
  /** [K] */
  readonly logits: Float32Array;
  /** By plan, then by class. */
  readonly plans: readonly (readonly Answer[])[];
}

/** The answers of one row of a run, by plan. */
function rowAnswers({plans}: BatchResult, row: number): readonly Answer[] {
  return plans.map(({relevance, ledger, layers}) => {
    const size = sizeOf(relevance.shape.slice(1));
    return {
      relevance: relevance.data.subarray(row * size, (row + 1) * size),
      ledger: ledger[row]!,
      layers: layers?.[row] ?? null,
    };
  });
}

/**
 * Explains a batch for any number of classes a sample: in as many runs as the sample with the most needs.
 *
 * @param batch   [N,…] in the model's own layout, checked by the caller.
 * @param classes Classes of each sample, each once; `top` where the runner was opened for it.
 * @param first   Number of the batch's first sample among all, for messages.
 * @throws as `PlanRunner.run`.
 */
export async function runBatch(
  runner: PlanRunner,
  batch: Tensor,
  classes: readonly (readonly RunTarget[])[],
  first = 0,
): Promise<readonly SampleAnswers[]> {
  const {targets: width} = runner;
  const most = Math.max(...classes.map(({length}) => length));
  const answers = classes.map(() => runner.plans.map((): Answer[] => []));
  const explained = classes.map((): number[] => []);
  let logits: Tensor | null = null;
  for (let from = 0; from < most; from += width) {
    // Where a sample has fewer classes than others, the last one fills its place.
    const part = classes.map(own =>
      Array.from({length: width}, (_, at) => own[Math.min(from + at, own.length - 1)]!),
    );
    const result = await runner.run(batch, part, first);
    logits ??= result.logits;
    classes.forEach((own, sample) => {
      for (let at = 0; at < width && from + at < own.length; at++) {
        explained[sample]!.push(result.targets[sample]![at]!);
        rowAnswers(result, sample * width + at).forEach((answer, plan) => {
          answers[sample]![plan]!.push(answer);
        });
      }
    });
  }
  const scores = logits!.shape[1]!;
  return explained.map((targets, sample) => ({
    targets,
    logits: logits!.data.subarray(sample * scores, (sample + 1) * scores),
    plans: answers[sample]!,
  }));
}
