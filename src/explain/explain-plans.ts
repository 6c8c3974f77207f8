import type {Graph} from '../graph/graph.js';
import type {Plan} from '../plan/plan.js';
import type {LoadedBatch} from './explained.js';
import {toExplained, type Explained} from './explained.js';
import {Explainer, type ExplainerOptions, type RunOptions} from './explainer.js';
import type {Explanation} from './explanation.js';
import type {Target} from './targets.js';

export interface ExplainPlansOptions extends ExplainerOptions, RunOptions {
  /** One entry per column of targets: each explains every sample (one target for all, or one each). */
  readonly targets: readonly (Target | readonly Target[])[];
  readonly layers?: boolean;
}

/**
 * Explains a batch for several targets under several plans and sorts the answers into rows.
 *
 * @throws LrpError as `Explainer.explain`.
 */
export async function explainPlans(
  graph: Graph,
  plans: readonly Plan[],
  batch: LoadedBatch,
  {targets, onProgress, signal, ...options}: ExplainPlansOptions,
): Promise<Explained> {
  const total = plans.length * targets.length * batch.samples.length;
  const answers: {cost: number; explanations: Explanation[]}[] = [];
  let done = 0;
  for (const plan of plans) {
    const explainer = await Explainer.open(graph, plan, options);
    try {
      const explanations: Explanation[] = [];
      for (const target of targets) {
        const before = done;
        const progress =
          onProgress === undefined
            ? {}
            : {onProgress: (part: number) => onProgress(before + part, total)};
        explanations.push(
          await explainer.explain(batch.tensor, target, {
            ...progress,
            ...(signal === undefined ? {} : {signal}),
          }),
        );
        done += batch.samples.length;
      }
      answers.push({cost: explainer.cost, explanations});
    } finally {
      await explainer.dispose();
    }
  }
  return toExplained(graph, batch.samples, answers);
}
