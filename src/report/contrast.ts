import type {Explained, ExplainedPlan} from '../explain/explained.js';
import {formatRule} from '../rules/describe.js';
import {compare, type Comparison, type PlanDifference} from './compare.js';

/** An explanation by the name that the script gives it. */
export interface NamedExplanation {
  readonly name: string;
  readonly explained: Explained;
}

/**
 * Compares two explanations of the same samples for the same targets, plan by plan in their order: of one network read in
 * two ways, or of two networks. Their plans are called after the explanations.
 */
export function contrast(first: NamedExplanation, second: NamedExplanation): readonly Comparison[] {
  return first.explained.plans.map((plan, index) => {
    const other = second.explained.plans[index]!;
    const comparison = compare(
      first.explained,
      calledAfter(first.name, plan),
      calledAfter(second.name, other),
    );
    return {...comparison, differences: differences(plan, other)};
  });
}

function calledAfter(name: string, explained: ExplainedPlan): ExplainedPlan {
  const {plan} = explained;
  return {...explained, plan: {...plan, name: `${name}: ${plan.name}`}};
}

/** Layers of which one network has no counterpart, or that have another rule; by name, since networks differ. */
function differences(first: ExplainedPlan, second: ExplainedPlan): readonly PlanDifference[] {
  const rules = ({plan}: ExplainedPlan): ReadonlyMap<string, string> =>
    new Map(plan.layers.map(({name, rule}) => [name, formatRule(rule)]));
  const [a, b] = [rules(first), rules(second)];
  const layers = new Map(
    [...first.plan.layers, ...second.plan.layers].map(layer => [layer.name, layer]),
  );
  return [...layers.values()]
    .filter(({name}) => a.get(name) !== b.get(name))
    .map(({name, index}) => ({
      layer: name,
      index,
      first: a.get(name) ?? 'no such layer',
      second: b.get(name) ?? 'no such layer',
    }));
}
