import {didYouMean} from '../src/errors/suggest.js';
import {single} from './check-explain.js';
import type {CheckContext} from './check-context.js';
import type {Code} from './codes.js';
import {evaluateNumber, evaluateText} from './evaluate.js';
import {errorAt, listNames} from './report.js';
import type {
  ClassNamesSyntax,
  Expression,
  SamplesSyntax,
  StatementSyntax,
  ValueSyntax,
} from './syntax.js';
import type {Name, Statement} from './tree.js';

type Of<Kind extends StatementSyntax['kind']> = Extract<StatementSyntax, {kind: Kind}>;

/** Checks `image from voc "test" with "horse" without "person" number 2 as rider`. */
export function checkSample(syntax: Of<'sample'>, context: CheckContext): Statement | null {
  const {span} = syntax;
  const known = isKnownDataSet(syntax.from, context);
  const wanted = checkClassNames(single(syntax.wanted, 'with', context), context);
  const unwanted = checkClassNames(single(syntax.unwanted, 'without', context), context);
  const number = checkCount(single(syntax.numbers, 'number', context), context, 1);
  const alias = single(syntax.names, 'as', context);
  const both = unwanted?.find(({text}) => wanted?.some(other => other.text === text));
  if (both !== undefined) {
    const first = wanted!.find(({text}) => text === both.text)!;
    const related = [{span: first.span, message: 'it is wanted here'}];
    const message = `no picture shows "${both.text}" and does not`;
    context.scope.report(errorAt('sample/both', both.span, message, {related}));
  }
  if (alias === null) {
    const message = 'a picture of a data set needs a name';
    const hint = 'add one at the end: as picture';
    return context.scope.report(errorAt('sample/name', span, message, {hint}));
  }
  if (!context.declare('input', alias.name, false) || both !== undefined) return null;
  if (!known || wanted === null || unwanted === null || number === undefined) return null;
  return {
    ...{kind: 'sample', ...syntax.from, wanted, unwanted, span},
    number,
    name: alias.name.text,
  };
}

/** Whether a data set of this name stands above; where not, that is reported. */
export function isKnownDataSet(
  {dataset: {text, span}}: SamplesSyntax,
  {datasets, scope}: CheckContext,
): boolean {
  if (datasets.has(text) || scope.known.datasets.has(text)) return true;
  if (scope.lost.has(text)) return false;
  const hint = scope.hint(() => {
    const names = [...datasets.keys(), ...scope.known.datasets];
    if (names.length === 0) return `say it first: dataset "VOCdevkit/VOC2012" as ${text}`;
    return didYouMean(text, names) ?? `known here: ${listNames(names)}`;
  });
  scope.report(errorAt('dataset/unknown', span, `no data set is called "${text}"`, {hint}));
  return false;
}

/** The classes of a clause, none where it is missing; null where one is wrong. */
export function checkClassNames(
  clause: ClassNamesSyntax | null,
  context: CheckContext,
): readonly Name[] | null {
  const names = (clause?.names ?? []).map(name => readClass(name, context));
  const found = names.filter(name => name !== null);
  const distinct = context.distinct(
    found,
    name => name.text,
    name => name.span,
  );
  return found.length < names.length ? null : distinct;
}

/** A bare word is a class, unless a `let` has that name. */
function readClass(expression: Expression, {scope}: CheckContext): Name | null {
  const {span} = expression;
  const isWord =
    expression.kind === 'reference' &&
    !scope.knows(expression.name) &&
    !scope.laterLets.has(expression.name);
  const text = isWord ? expression.name : evaluateText(expression, scope);
  return text === null ? null : {text, span};
}

/**
 * A whole number, from 1 unless said otherwise; `otherwise` where the clause is missing, undefined where it is wrong.
 */
export function checkCount<Otherwise>(
  clause: ValueSyntax | null,
  {scope}: CheckContext,
  otherwise: Otherwise,
  {min, code}: {readonly min: number; readonly code: Code} = {min: 1, code: 'sample/number'},
): number | Otherwise | undefined {
  if (clause === null) return otherwise;
  const value = evaluateNumber(clause.value, scope);
  if (value === null) return undefined;
  if (Number.isSafeInteger(value) && value >= min) return value;
  const message = `expected a whole number from ${min}, got ${value}`;
  scope.report(errorAt(code, clause.value.span, message));
  return undefined;
}
