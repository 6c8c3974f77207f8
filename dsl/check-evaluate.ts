import {didYouMean} from '../src/errors/suggest.js';
import {findBaseline} from '../src/measures/baselines.js';
import {formatMeasureCall} from '../src/measures/check-arguments.js';
import {families, findFamily} from '../src/measures/families.js';
import {fillArguments} from '../src/measures/measure-spec.js';
import {checkClassNames, checkCount, isKnownDataSet} from './check-data.js';
import {defaultPlan, single} from './check-explain.js';
import {checkMeasureCall} from './check-measure-call.js';
import type {CheckContext} from './check-context.js';
import {errorAt} from './report.js';
import type {CallSyntax, StatementSyntax} from './syntax.js';
import type {FamilyCall, MethodReference, Statement} from './tree.js';

type EvaluateSyntax = Extract<StatementSyntax, {kind: 'evaluate'}>;

/** What `evaluate` can be asked for. */
export const evaluable: readonly string[] = [...families.map(({name}) => name), 'all'];

/** The seed where none is given. */
const usualSeed = 1;

/** Checks `evaluate perturbation(region=8), localisation on voc "test" for "horse" with talk, Random limit 100 seed 1`. */
export function checkEvaluate(syntax: EvaluateSyntax, context: CheckContext): Statement | null {
  const called = checkFamilies(syntax, context);
  const known = isKnownDataSet(syntax.on, context);
  const given = single(syntax.classes, 'for', context);
  const classes = checkClassNames(given, context);
  const methods = checkMethods(syntax, context);
  const limit = checkCount(single(syntax.limits, 'limit', context), context, null);
  const seed = checkCount(single(syntax.seeds, 'seed', context), context, usualSeed, {
    min: 0,
    code: 'evaluate/seed',
  });
  const alias = single(syntax.names, 'as', context);
  const isSound = alias === null || context.declare('evaluation', alias.name, false);
  if (called === null || !known || classes === null || methods === null) return null;
  if (limit === undefined || seed === undefined || !isSound) return null;
  return {
    ...{kind: 'evaluate', families: called, ...syntax.on, methods, limit, seed},
    classes: given === null ? null : classes,
    name: alias?.name.text ?? null,
    span: syntax.span,
  };
}

function checkFamilies(
  {families: calls}: EvaluateSyntax,
  {scope}: CheckContext,
): readonly FamilyCall[] | null {
  const found = new Map<string, CallSyntax>();
  const checked: FamilyCall[] = [];
  let sound = true;
  for (const call of calls) {
    const own = call.name.text === 'all' ? checkAll(call) : checkFamily(call);
    if (own === null) sound = false;
    else checked.push(...own);
  }
  return sound ? checked : null;

  function checkAll(call: CallSyntax): readonly FamilyCall[] | null {
    if (call.arguments !== null) {
      const message = '"all" takes no arguments: every family runs with its defaults';
      const hint = `to change some, name the families: ${families.map(({name}) => name).join(', ')}`;
      return scope.report(errorAt('evaluate/argument', call.span, message, {hint}));
    }
    const isNew = families.map(({name}) => isFirst(name, call));
    if (isNew.includes(false)) return null;
    return families.map(({name, parameters}) => ({name, arguments: fillArguments(parameters)}));
  }

  function checkFamily(call: CallSyntax): readonly FamilyCall[] | null {
    const {text, span} = call.name;
    const family = findFamily(text);
    if (family === null) {
      const hint = didYouMean(text, evaluable) ?? `allowed: ${evaluable.join(', ')}`;
      const message = `no family of measures is called "${text}"`;
      return scope.report(errorAt('evaluate/unknown', span, message, {hint}));
    }
    const isNew = isFirst(text, call);
    const given = checkMeasureCall(family, call, scope);
    return given === null || !isNew ? null : [{name: text, arguments: given}];
  }

  function isFirst(name: string, call: CallSyntax): boolean {
    const first = found.get(name);
    if (first === undefined) {
      found.set(name, call);
      return true;
    }
    // What `all` repeats is one mistake.
    if (!sound) return false;
    sound = false;
    const related = [{span: first.span, message: 'it stands here already'}];
    const message = `"${name}" is evaluated twice`;
    const hint = 'remove one; other arguments need an evaluate of their own';
    scope.report(errorAt('evaluate/twice', call.span, message, {hint, related}));
    return false;
  }
}

/** The methods behind `with`; where it is missing, the one plan that can only be meant. */
function checkMethods(
  syntax: EvaluateSyntax,
  context: CheckContext,
): readonly MethodReference[] | null {
  const given = single(syntax.plans, 'with', context);
  if (given === null)
    return defaultPlan(syntax.span, context)?.map(plan => ({kind: 'plan', ...plan})) ?? null;
  const methods = given.references.map(reference => checkMethod(reference, context));
  if (methods.includes(null)) return null;
  return context.distinct(
    methods.flatMap(method => method!),
    method => method.name,
    method => method.span,
  );
}

/** A plan or preset goes before a baseline of the same name. */
function checkMethod(
  reference: CallSyntax,
  {plans, scope}: CheckContext,
): readonly MethodReference[] | null {
  const baseline = plans.means(reference.name.text) ? null : findBaseline(reference.name.text);
  if (baseline === null)
    return (
      plans.referAll(reference, 'evaluate')?.map(plan => ({kind: 'plan' as const, ...plan})) ?? null
    );
  const given = checkMeasureCall(baseline, reference, scope);
  if (given === null) return null;
  const name = formatMeasureCall(baseline, given);
  return [
    {kind: 'baseline', name, baseline: baseline.name, arguments: given, span: reference.span},
  ];
}
