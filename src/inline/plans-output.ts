import {describeShape} from '../graph/graph.js';
import type {Plan} from '../plan/plan.js';
import {formatRule} from '../rules/describe.js';
import type {InlineOutput} from './inline-output.js';
import {planOutput} from './plan-output.js';
import {tableOutput} from './table-output.js';

/** Plans for one network side by side: a row a layer, a column a plan. One plan alone is shown with its lines. */
export function plansOutput(plans: readonly Plan[]): InlineOutput {
  const [first] = plans;
  if (plans.length === 1) return planOutput(first!);
  const rules = plans.map(
    plan => new Map(plan.layers.map(layer => [layer.node, formatRule(layer.rule)])),
  );
  // A layer can have a rule of its own in one plan only, such as an activation under `gradient`.
  const layers = new Map(plans.flatMap(plan => plan.layers.map(layer => [layer.node, layer])));
  return tableOutput(`plans on ${first!.model}`, {
    headers: ['#', 'layer', 'kind', 'output', ...plans.map(({name}) => name)],
    align: ['right', 'left', 'left', 'left', ...plans.map(() => 'left' as const)],
    rows: [...layers.values()]
      .sort((a, b) => a.node - b.node)
      .map(({node, index, name, kind, shape}) => [
        index === null ? '' : String(index),
        name,
        kind,
        describeShape(shape),
        ...rules.map(rule => rule.get(node) ?? 'default'),
      ]),
  });
}
