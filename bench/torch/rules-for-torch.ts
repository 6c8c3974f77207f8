import {boundsOf} from '../../src/graph/preprocessing.js';
import type {Graph} from '../../src/graph/graph.js';
import type {Plan} from '../../src/plan/plan.js';
import type {Rule} from '../../src/rules/rule.js';

/** The rule of every layer by its node's id, bounds as numbers: what torch_side.py takes. */
export function rulesForTorch(plan: Plan, graph: Graph): Readonly<Record<string, unknown>> {
  const written = (rule: Rule): unknown => {
    if (rule.kind !== 'zB') return rule;
    const bounds = boundsOf(graph.preprocessing!);
    return {
      ...rule,
      low: rule.low === 'model' ? bounds.low : rule.low,
      high: rule.high === 'model' ? bounds.high : rule.high,
    };
  };
  return Object.fromEntries(plan.layers.map(({node, rule}) => [node, written(rule)]));
}
