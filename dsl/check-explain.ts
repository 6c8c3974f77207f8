import type {Span} from '../src/errors/diagnostic.js';
import {didYouMean} from '../src/errors/suggest.js';
import {presetNames} from '../src/plan/presets.js';
import type {CheckContext} from './check-context.js';
import {evaluate, wrongKind} from './evaluate.js';
import {mainPlan} from './plan-table.js';
import {errorAt, listNames} from './report.js';
import type {Expression, StatementSyntax} from './syntax.js';
import type {Name, PlanReference, Statement, TargetExpression} from './tree.js';

/** Words that a list can stand behind. */
const listed: ReadonlySet<string> = new Set(['for', 'with', 'without']);

type ExplainSyntax = Extract<StatementSyntax, {kind: 'explain'}>;

/** Checks `explain … for … with …`: the top class and the only plan are meant where nothing is said. */
export function checkExplain(syntax: ExplainSyntax, context: CheckContext): Statement | null {
  const {span} = syntax;
  const inputs = context
    .distinct(
      syntax.inputs,
      name => name.text,
      name => name.span,
    )
    .filter(name => isKnown(name, context));
  const targets = checkTargets(syntax, context);
  const plans = checkPlans(syntax, context);
  const alias = single(syntax.names, 'as', context);
  const isSound = alias === null || context.declare('explanation', alias.name, false);
  if (plans === null || targets === null || inputs.length === 0 || !isSound) return null;
  return {kind: 'explain', inputs, targets, plans, name: alias?.name.text ?? null, span};
}

function isKnown({text, span}: Name, {inputs, laterInputs, scope}: CheckContext): boolean {
  if (inputs.has(text)) return true;
  if (scope.known.inputs.has(text) && !laterInputs.has(text)) return true;
  if (scope.lost.has(text)) return false;
  const later = laterInputs.get(text);
  if (later !== undefined) {
    const related = [{span: later, message: 'it gets its name here'}];
    const message = `"${text}" is explained above the line that names it`;
    scope.report(errorAt('name/unknown', span, message, {hint: 'move that line up', related}));
    return false;
  }
  const hint = scope.hint(() => {
    const outside = scope.outside(text);
    if (outside !== null) return outside;
    const names = [...inputs.keys(), ...scope.known.inputs];
    if (names.length === 0) return `say it first: image "${text}.png" as ${text}`;
    return didYouMean(text, names) ?? `known here: ${listNames(names)}`;
  });
  scope.report(errorAt('name/unknown', span, `no image or input is called "${text}"`, {hint}));
  return false;
}

/** The only one of clauses of a kind, null for none; a second one is reported. */
export function single<Part extends {readonly span: Span}>(
  parts: readonly Part[],
  word: string,
  {scope}: CheckContext,
): Part | null {
  const [first, second] = parts;
  if (first === undefined) return null;
  if (second !== undefined) {
    const related = [{span: first.span, message: 'the first is here'}];
    const message = `"${word}" stands twice`;
    const hint = listed.has(word) ? `one "${word}" takes a list: ${word} a, b` : 'remove one';
    scope.report(errorAt('clause/twice', second.span, message, {hint, related}));
  }
  return first;
}

function checkTargets(
  syntax: ExplainSyntax,
  context: CheckContext,
): readonly TargetExpression[] | null {
  const given = single(syntax.targets, 'for', context);
  if (given === null) return [{kind: 'top', span: syntax.span}];
  const targets = given.values.map(value => checkTarget(value, context));
  const found = targets.filter(target => target !== null);
  const distinct = context.distinct(found, describe, target => target.span);
  return found.length < targets.length ? null : distinct;
}

/** Tells targets apart: the class "top" is not the target `top`, nor the class "3" the number 3. */
function describe(target: TargetExpression): string {
  switch (target.kind) {
    case 'index':
      return String(target.index);
    case 'class':
      return JSON.stringify(target.name);
    case 'top':
      return 'top';
  }
}

function checkTarget(expression: Expression, context: CheckContext): TargetExpression | null {
  const {scope} = context;
  const {span} = expression;
  if (expression.kind === 'reference' && expression.name === 'top') return {kind: 'top', span};
  // A bare word is a class, unless a `let` has that name.
  if (
    expression.kind === 'reference' &&
    !scope.knows(expression.name) &&
    !scope.laterLets.has(expression.name)
  ) {
    return checkClass(expression.name, span, context);
  }
  const value = evaluate(expression, scope);
  switch (value?.kind) {
    case 'text':
      return checkClass(value.text, span, context);
    case 'number':
      return checkIndex(value.value, span, context);
    case 'list':
      return wrongKind(value, 'a class', span, scope);
    case undefined:
      return null;
  }
}

function checkClass(
  name: string,
  span: Span,
  {classes, scope}: CheckContext,
): TargetExpression | null {
  if (classes === null || classes.includes(name)) return {kind: 'class', name, span};
  const hint = scope.hint(
    () => didYouMean(name, classes) ?? `classes: ${listNames(classes)}, or top`,
  );
  return scope.report(errorAt('target/unknown', span, `no class is called "${name}"`, {hint}));
}

function checkIndex(
  index: number,
  span: Span,
  {classes, scope}: CheckContext,
): TargetExpression | null {
  if (!Number.isInteger(index) || index < 0 || index > Number.MAX_SAFE_INTEGER) {
    const message = `expected a whole class number from 0, got ${index}`;
    const hint = 'classes count from 0; "top" is the strongest one';
    return scope.report(errorAt('target/number', span, message, {hint}));
  }
  if (classes !== null && index >= classes.length) {
    const message = `there are ${classes.length} classes, numbered 0 to ${classes.length - 1}; got ${index}`;
    return scope.report(errorAt('target/unknown', span, message));
  }
  return {kind: 'index', index, span};
}

/** The plans behind `with`; where it is missing, the one that can only be meant. */
export function checkPlans(
  syntax: Pick<ExplainSyntax, 'plans' | 'span'>,
  context: CheckContext,
): readonly PlanReference[] | null {
  const given = single(syntax.plans, 'with', context);
  if (given === null) return defaultPlan(syntax.span, context);
  const plans = given.references.map(reference => context.plans.referAll(reference, 'explain'));
  const found = plans.filter(plan => plan !== null);
  const distinct = context.distinct(
    found.flat(),
    plan => plan.name,
    plan => plan.span,
  );
  return found.length < plans.length ? null : distinct;
}

/** Where no plan is named: the one that can only be meant, or null with the reason reported. */
export function defaultPlan(
  span: Span,
  {plans, scope}: CheckContext,
): readonly PlanReference[] | null {
  const names = [...plans.names()];
  if (names.includes(mainPlan)) return [{name: mainPlan, span}];
  if (names.length === 1) return [{name: names[0]!, span}];
  if (plans.hasLost || scope.lost.has(mainPlan)) return null;
  // In a notebook: the plan of the lines of earlier cells, or the only one there is.
  const known = [...scope.known.plans.keys()];
  if (names.length === 0 && known.length > 0) {
    const only = known.includes(mainPlan) ? mainPlan : known.length === 1 ? known[0]! : null;
    if (only !== null) return [plans.use(only, span)];
    names.push(...known);
  }
  if (names.length === 0) {
    const message = 'no plan is named, and the script has none';
    const hint = `add "with" and a preset: ${presetNames.join(', ')}`;
    return scope.report(errorAt('plan/missing', span, message, {hint}));
  }
  const message = `there are several plans and none is called "${mainPlan}": say which one explains`;
  const hint = `add "with" and one or more of ${listNames(names)}`;
  return scope.report(errorAt('plan/ambiguous', span, message, {hint}));
}
