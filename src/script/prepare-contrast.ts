import type {Statement} from '../../dsl/tree.js';
import type {Diagnostic} from '../errors/diagnostic.js';
import {describeShape} from '../graph/graph.js';
import type {PreparedExplain, PreparedStep} from './prepared.js';

/** What two explanations have to have in common, each in words. */
const common: Readonly<Record<string, (explain: PreparedExplain) => string>> = {
  pictures: ({sources}) => sources.map(({name}) => name).join(', '),
  targets: ({targets}) => targets.join(', '),
  'numbers of plans': ({plans}) => String(plans.length),
  'input shapes': ({graph}) => describeShape(graph.nodes[graph.input]!.shape),
};

/**
 * The step of `compare` with names of explanations: they have to be of the same samples, for the same targets, under
 * as many plans, which are compared in their order; the networks may differ. Nothing where they are not, which is reported, or broken.
 */
export function prepareContrast(
  {explanations, span}: Statement & {kind: 'contrast'},
  named: ReadonlyMap<string, PreparedExplain>,
  report: (problem: Diagnostic) => void,
): readonly PreparedStep[] {
  const explains = explanations.flatMap(({text}) => named.get(text) ?? []);
  const [first] = explains;
  if (first === undefined || explains.length < explanations.length) return [];
  for (const [index, other] of explains.entries()) {
    const differing = Object.entries(common).find(([, tell]) => tell(other) !== tell(first));
    if (differing === undefined) continue;
    const [what, tell] = differing;
    report({
      code: 'compare/unlike',
      severity: 'error',
      message: `"${other.name}" has other ${what} than "${first.name}": ${tell(other)} instead of ${tell(first)}`,
      span: explanations[index]!.span,
      hint: 'explain the same twice, with another model',
    });
    return [];
  }
  return [{kind: 'contrast', explains, span}];
}
