import type {MethodReference, PlanReference, Statement, SweepPlace} from '../../dsl/tree.js';
import {vocClasses} from '../data/voc/voc-classes.js';
import type {Diagnostic} from '../errors/diagnostic.js';
import type {Method} from '../evaluate/methods/method.js';
import type {Graph} from '../graph/graph.js';
import type {Plan} from '../plan/plan.js';
import type {DataSets} from './data-sets.js';
import {resolveTarget} from './prepare-classes.js';

/**
 * The classes of an evaluation, each of the model and of the data set; where none is named, all that both have. Those
 * that one of them lacks are reported.
 */
export function evaluatedClasses(
  {classes, span}: Statement & {kind: 'evaluate'},
  graph: Graph,
  dataSets: DataSets,
  report: (problem: Diagnostic) => void,
): readonly string[] {
  if (classes === null) {
    const shared = (graph.classes ?? []).filter(name => vocClasses.includes(name));
    if (shared.length === 0)
      report({
        code: 'evaluate/no-class',
        severity: 'error',
        message: `model "${graph.name}" carries no class that the data set has`,
        span,
        hint: 'name those of the model above: classes "horse", "person"',
      });
    return shared;
  }
  dataSets.checkClasses(classes);
  for (const {text, span: place} of classes)
    resolveTarget({kind: 'class', name: text, span: place}, graph, report);
  return classes.map(({text}) => text);
}

/** The methods of an evaluation, in their order, and the places of those that are of a sweep; plans with mistakes are left out. */
export function evaluatedMethods(
  references: readonly MethodReference[],
  plansFor: (plans: readonly PlanReference[]) => readonly Plan[],
): {readonly methods: readonly Method[]; readonly sweeps: ReadonlyMap<string, SweepPlace>} {
  const asked = references.filter(reference => reference.kind === 'plan');
  const plans = new Map(plansFor(asked).map(plan => [plan.name, plan]));
  const methods = references.flatMap((reference): Method[] => {
    const {name} = reference;
    if (reference.kind === 'baseline') {
      const {baseline, arguments: given} = reference;
      return [{kind: 'baseline', name, baseline, arguments: given}];
    }
    const plan = plans.get(name);
    return plan === undefined ? [] : [{kind: 'plan', name, plan}];
  });
  const sweeps = asked.flatMap(({name, sweep}) =>
    sweep === undefined ? [] : [[name, sweep] as const],
  );
  return {methods, sweeps: new Map(sweeps)};
}
