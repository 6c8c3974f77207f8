import {didYouMean} from '../src/errors/suggest.js';
import type {CheckContext} from './check-context.js';
import {defaultPlan, single} from './check-explain.js';
import {isPreset} from './check-preset.js';
import {findRule} from './check-rule.js';
import {errorAt, warningAt} from './report.js';
import {checkSweepValues} from './sweep-values.js';
import type {StatementSyntax} from './syntax.js';
import type {PlanReference, Statement, SweptRule} from './tree.js';

type SweepSyntax = Extract<StatementSyntax, {kind: 'sweep'}>;

/** What can be swept. */
export const sweptRules: readonly SweptRule[] = ['gamma', 'epsilon'];

/** Checks `sweep gamma in 0, 0.1 .. 1 with talk as gammas` and makes its plans known under that name. */
export function checkSweep(syntax: SweepSyntax, context: CheckContext): Statement | null {
  const {span} = syntax;
  const {plans, scope} = context;
  const parameter = checkRuleName(syntax, context);
  const values =
    parameter === null
      ? null
      : checkSweepValues(syntax, parameter, findRule(parameter)!.parameters[0]!, span, scope);
  const of = checkPlan(syntax, context);
  const alias = single(syntax.names, 'as', context);
  if (alias === null) {
    const message = 'a sweep needs a name, under which "with" finds its plans';
    return scope.report(errorAt('sweep/name', span, message, {hint: 'add one: as values'}));
  }
  const {name} = alias;
  if (plans.names().includes(name.text)) {
    const message = `"${name.text}" is the name of a plan`;
    const hint = 'choose another name';
    return scope.report(errorAt('name/duplicate', name.span, message, {hint}));
  }
  if (!context.declare('sweep', name, false)) return null;
  if (isPreset(name.text)) {
    const message = `the sweep "${name.text}" hides the preset of this name`;
    scope.report(warningAt('plan/hides-preset', name.span, message));
  }
  if (parameter === null || values === null || of === null) {
    plans.sweeps.lose(name.text);
    return null;
  }
  plans.sweeps.add({name: name.text, of, parameter, values});
  return {kind: 'sweep', name: name.text, span};
}

function checkRuleName({parameter}: SweepSyntax, {scope}: CheckContext): SweptRule | null {
  const kind = findRule(parameter.text)?.kind;
  const known = sweptRules.find(rule => rule === kind);
  if (known !== undefined) return known;
  const hint = didYouMean(parameter.text, sweptRules) ?? `allowed: ${sweptRules.join(', ')}`;
  const message =
    kind === undefined
      ? `no rule is called "${parameter.text}"`
      : `"${kind}" has no number that a sweep can go through`;
  return scope.report(errorAt('sweep/rule', parameter.span, message, {hint}));
}

/** The one plan that is varied; where none is named, the one that can only be meant. */
function checkPlan(syntax: SweepSyntax, context: CheckContext): PlanReference | null {
  const given = single(syntax.plans, 'with', context);
  if (given === null) return defaultPlan(syntax.span, context)?.[0] ?? null;
  const [first, second] = given.references;
  const reference = context.plans.refer(first!);
  if (second === undefined) return reference;
  const related = [{span: first!.span, message: 'the first is here'}];
  const message = 'a sweep varies one plan';
  const hint = 'write a sweep for each';
  return context.scope.report(errorAt('sweep/plans', second.span, message, {hint, related}));
}
