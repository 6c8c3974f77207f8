import {findBaseline} from '../../measures/baselines.js';
import type {Plan, PlanLayer} from '../../plan/plan.js';
import {formatRule} from '../../rules/describe.js';
import type {Method} from './method.js';

/** Weighted layers one after the other that share a rule, as one line. */
function weightedLines(layers: readonly PlanLayer[]): readonly string[] {
  const runs: {from: number; to: number; rule: string}[] = [];
  for (const {index, rule: own} of layers) {
    if (index === null) continue;
    const rule = formatRule(own);
    const last = runs.at(-1);
    if (last?.rule === rule && last.to === index - 1) last.to = index;
    else runs.push({from: index, to: index, rule});
  }
  if (runs.length === 1) return [`all use ${runs[0]!.rule}`];
  return runs.map(({from, to, rule}) =>
    from === to ? `layer ${from} use ${rule}` : `layers ${from}..${to} use ${rule}`,
  );
}

/** Other layers that a line of the plan names, each by its own name. */
function otherLines(layers: readonly PlanLayer[]): readonly string[] {
  return layers
    .filter(({index, line}) => index === null && line !== null)
    .map(({name, rule}) => `layer ${JSON.stringify(name)} use ${formatRule(rule)}`);
}

/** The rules that a plan gives to a network's layers, in lines that the language reads. */
function planLines({layers}: Plan): readonly string[] {
  return [...weightedLines(layers), ...otherLines(layers)];
}

/**
 * What a method is, for tables: the rules of a plan as it was resolved, a line each, such as `layers 1..6 use gamma(0.25)`; of
 * a baseline what it does, then all its arguments, such as `samples = 16`.
 */
export function describeMethod(method: Method): readonly string[] {
  if (method.kind === 'plan') return planLines(method.plan);
  const spec = findBaseline(method.baseline)!;
  return [spec.meaning, ...spec.parameters.map(({name}) => `${name} = ${method.arguments[name]}`)];
}
