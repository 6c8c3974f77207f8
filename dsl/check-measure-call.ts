import type {Span} from '../src/errors/diagnostic.js';
import {
  argumentProblem,
  describeMeasureCall,
  type MeasureCall,
  nameProblem,
} from '../src/measures/check-arguments.js';
import {
  fillArguments,
  type MeasureArguments,
  type MeasureParameter,
} from '../src/measures/measure-spec.js';
import {evaluate} from './evaluate.js';
import {errorAt} from './report.js';
import type {Scope} from './scope.js';
import type {ArgumentSyntax, CallSyntax, Expression} from './syntax.js';

/** The arguments of a family of measures or of a baseline, complete; null with the reasons reported. */
export function checkMeasureCall(
  call: MeasureCall,
  {arguments: given}: Pick<CallSyntax, 'arguments'>,
  scope: Scope,
): MeasureArguments | null {
  const values = new Map<string, number | string>();
  const seen = new Map<string, Span>();
  let sound = true;
  let named = false;
  for (const [index, argument] of (given ?? []).entries()) {
    const parameter = findParameter(call, argument, index, named, scope);
    named ||= argument.name !== null;
    // Which parameter the arguments behind it belong to, nobody can say.
    if (parameter === null) return null;
    const first = seen.get(parameter.name);
    if (first !== undefined) {
      const related = [{span: first, message: 'it stands here already'}];
      const message = `"${parameter.name}" is given twice`;
      return scope.report(errorAt('evaluate/argument', argument.span, message, {related}));
    }
    seen.set(parameter.name, argument.span);
    const value = checkValue(call, parameter, argument, scope);
    if (value === null) sound = false;
    else values.set(parameter.name, value);
  }
  return sound ? fillArguments(call.parameters, Object.fromEntries(values)) : null;
}

function findParameter(
  call: MeasureCall,
  {name, span}: ArgumentSyntax,
  index: number,
  named: boolean,
  scope: Scope,
): MeasureParameter | null {
  const refuse = (place: Span, message: string, hint: string | null): null =>
    scope.report(errorAt('evaluate/argument', place, message, {hint}));
  if (name !== null) {
    const problem = nameProblem(call, name.text);
    return problem === null
      ? call.parameters.find(own => own.name === name.text)!
      : refuse(name.span, problem.message, problem.hint);
  }
  if (named)
    return refuse(
      span,
      'an argument without a name cannot follow one with a name',
      'write name=value',
    );
  const parameter = call.parameters[index];
  if (parameter !== undefined) return parameter;
  const count = call.parameters.length;
  const takes = count === 0 ? 'no arguments' : count === 1 ? 'one argument' : `${count} arguments`;
  return refuse(span, `${call.name} takes ${takes}`, `write ${describeMeasureCall(call)}`);
}

function checkValue(
  call: MeasureCall,
  parameter: MeasureParameter,
  {value: expression, rms}: ArgumentSyntax,
  scope: Scope,
): number | string | null {
  if (rms !== null) {
    const message = `${call.name} takes a plain ${parameter.type}; "rms" belongs to epsilon`;
    return scope.report(errorAt('evaluate/argument', rms, message, {hint: 'remove it'}));
  }
  const value = readValue(parameter, expression, scope);
  if (value === null) return null;
  const problem = argumentProblem(call, parameter, value);
  if (problem === null) return value;
  const {message, hint} = problem;
  return scope.report(errorAt('evaluate/range', expression.span, message, {hint}));
}

/** A bare word stands for itself, unless a `let` has that name. */
function readValue(
  parameter: MeasureParameter,
  expression: Expression,
  scope: Scope,
): number | string | null {
  const isWord =
    parameter.type === 'word' &&
    expression.kind === 'reference' &&
    !scope.knows(expression.name) &&
    !scope.laterLets.has(expression.name);
  if (isWord) return expression.name;
  const value = evaluate(expression, scope);
  if (value?.kind === 'number') return value.value;
  if (value?.kind === 'text') return value.text;
  if (value === null) return null;
  const message = `expected a ${parameter.type}, found a list of numbers`;
  return scope.report(errorAt('value/type', expression.span, message));
}
