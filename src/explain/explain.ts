import type {Graph, Tensor} from '../graph/graph.js';
import type {Plan} from '../plan/plan.js';
import {Explainer, type ExplainerOptions} from './explainer.js';
import type {Explanation} from './explanation.js';
import type {Target} from './targets.js';

export interface ExplainOptions extends ExplainerOptions {
  /** One for all samples or one each: class index, class name or `top`. @default 'top' */
  readonly targets?: Target | readonly Target[];
}

/**
 * Explains a network's scores by a plan, once. For many calls with one plan, keep an `Explainer`.
 *
 * @param input Float32, batch first, in the model's own layout: [N,C,H,W], [N,H,W,C] or [N,F].
 * @throws LrpError `input/*`, `target/*`, `engine/*`, `explain/not-finite`.
 */
export async function explain(
  graph: Graph,
  plan: Plan,
  input: Tensor,
  {targets = 'top', ...options}: ExplainOptions = {},
): Promise<Explanation> {
  const explainer = await Explainer.open(graph, plan, options);
  try {
    return await explainer.explain(input, targets);
  } finally {
    await explainer.dispose();
  }
}
