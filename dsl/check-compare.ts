import {isPreset} from './check-preset.js';
import type {CheckContext} from './check-context.js';
import {errorAt} from './report.js';
import type {PlanReferenceSyntax, StatementSyntax} from './syntax.js';
import type {Statement} from './tree.js';

type CompareSyntax = Extract<StatementSyntax, {kind: 'compare'}>;

/** Checks `compare a, b`: plans of one explanation, or explanations by the names that `as` gave them. */
export function checkCompare(syntax: CompareSyntax, context: CheckContext): Statement | null {
  const {span} = syntax;
  const {scope, plans} = context;
  const named = syntax.plans.filter(plan => isExplanation(plan, context));
  const [first] = named;
  if (syntax.plans.length < 2) {
    const message = 'a comparison needs two plans, or two explanations, or more';
    return scope.report(errorAt('compare/one', span, message, {hint: 'compare a, b'}));
  }
  if (first === undefined) {
    const found = syntax.plans.map(plan => plans.refer(plan)).filter(plan => plan !== null);
    const distinct = context.distinct(
      found,
      plan => plan.name,
      plan => plan.span,
    );
    return {kind: 'compare', plans: distinct, span};
  }
  const other = syntax.plans.find(plan => !named.includes(plan));
  if (other !== undefined) {
    const related = [{span: first.span, message: 'this is an explanation'}];
    const message = `"${other.name.text}" is no explanation, and "${first.name.text}" is one`;
    const hint = 'compare plans with plans, or explanations with explanations';
    return scope.report(errorAt('compare/mixed', other.span, message, {hint, related}));
  }
  const explanations = context.distinct(
    syntax.plans.map(({name}) => name),
    name => name.text,
    name => name.span,
  );
  return {kind: 'contrast', explanations, span};
}

/** Checks `diff a, b`: two plans or more, each held against each. */
export function checkDiff(
  {plans: references, span}: Extract<StatementSyntax, {kind: 'diff'}>,
  context: CheckContext,
): Statement | null {
  const found = references.map(plan => context.plans.refer(plan));
  if (references.length < 2) {
    const message = 'a difference needs two plans, or more';
    return context.scope.report(errorAt('diff/one', span, message, {hint: 'diff a, b'}));
  }
  if (found.includes(null)) return null;
  const plans = context.distinct(
    found.map(plan => plan!),
    plan => plan.name,
    plan => plan.span,
  );
  return {kind: 'diff', plans, span};
}

/** A plan of the same name goes before. */
function isExplanation(
  {name, arguments: given}: PlanReferenceSyntax,
  {plans, scope, explanations}: CheckContext,
): boolean {
  const isPlan =
    plans.names().includes(name.text) || scope.known.plans.has(name.text) || isPreset(name.text);
  return given === null && !isPlan && explanations.has(name.text);
}
