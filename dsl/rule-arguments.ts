import {didYouMean} from '../src/errors/suggest.js';
import type {Span} from '../src/errors/diagnostic.js';
import {findRuleSpec, type ParameterSpec, type RuleSpec} from '../src/rules/catalogue.js';
import {formatNumber} from '../src/rules/describe.js';
import {describeRange, isWithin} from '../src/rules/parameter-range.js';
import type {Bound} from '../src/rules/rule.js';
import type {Code} from './codes.js';
import {evaluate, evaluateNumber, wrongKind} from './evaluate.js';
import {errorAt, listNames} from './report.js';
import type {Scope} from './scope.js';
import type {ArgumentSyntax, Expression} from './syntax.js';
import type {Name} from './tree.js';

/** Other words for parameters; the formatter writes the one on the right. */
const parameterAliases: Readonly<Record<string, readonly string[]>> = {
  e: ['epsilon', 'eps', 'ε', 'k'],
  g: ['gamma', 'γ'],
  a: ['alpha', 'α'],
  b: ['beta', 'β'],
  low: ['l'],
  high: ['h'],
};

/** What the arguments of a rule are matched with. */
export type Signature = Pick<RuleSpec, 'kind' | 'parameters'>;

/** Other words for a parameter; rules of one's own have none. */
function aliasesOf(spec: Signature, parameter: ParameterSpec): readonly string[] {
  return findRuleSpec(spec.kind) === null ? [] : (parameterAliases[parameter.name] ?? []);
}

/** The parameter of a rule by any of its names, or null. */
export function findParameter(spec: Signature, name: string): ParameterSpec | null {
  return (
    spec.parameters.find(
      parameter => parameter.name === name || aliasesOf(spec, parameter).includes(name),
    ) ?? null
  );
}

/** A rule as it is called: `gamma(g)`, `zero`. */
export function signature(spec: Signature): string {
  const names = spec.parameters.map(parameter => parameter.name);
  return names.length === 0 ? spec.kind : `${spec.kind}(${names.join(', ')})`;
}

/** Which argument belongs to which parameter; null where one does not fit, which is reported. */
export function matchArguments(
  spec: Signature,
  given: readonly ArgumentSyntax[],
  scope: Scope,
  code: Code = 'rule/argument',
): ReadonlyMap<string, ArgumentSyntax> | null {
  const matched = new Map<string, ArgumentSyntax>();
  let sound = true;
  const refuse = (span: ArgumentSyntax['span'], message: string, hint: string | null): void => {
    sound = false;
    scope.report(errorAt(code, span, message, {hint}));
  };
  let named = false;
  for (const [index, argument] of given.entries()) {
    const {name, span} = argument;
    const parameter = name === null ? spec.parameters[index] : findParameter(spec, name.text);
    if (name === null && named) {
      refuse(span, 'an argument without a name cannot follow one with a name', 'write name=value');
    } else if (!parameter) {
      refuse(name?.span ?? span, ...unknownArgument(spec, name));
    } else if (matched.has(parameter.name)) {
      refuse(span, `"${parameter.name}" is given twice`, null);
    } else {
      matched.set(parameter.name, argument);
    }
    named ||= name !== null;
    // What else is wrong with a rule's surplus arguments would only repeat the first complaint.
    if (!sound) return null;
  }
  return matched;
}

function unknownArgument(spec: Signature, name: Name | null): readonly [string, string | null] {
  const names = spec.parameters.map(parameter => parameter.name);
  const allowed = `write ${signature(spec)}`;
  if (names.length === 0) return [`${spec.kind} takes no arguments`, allowed];
  if (name === null) {
    const count = names.length === 1 ? 'one argument' : `${names.length} arguments`;
    return [`${spec.kind} takes ${count}: ${listNames(names)}`, allowed];
  }
  const all = spec.parameters.flatMap(own => [own.name, ...aliasesOf(spec, own)]);
  const message = `${spec.kind} has no parameter "${name.text}"; it has ${listNames(names)}`;
  return [message, didYouMean(name.text, all) ?? allowed];
}

/** Whether arguments without default are not given, which is reported. */
export function missingArguments(
  spec: Signature,
  given: ReadonlyMap<string, ArgumentSyntax>,
  span: Span,
  scope: Scope,
): boolean {
  const missing = spec.parameters.filter(
    parameter => parameter.default === undefined && !given.has(parameter.name),
  );
  if (missing.length === 0) return false;
  const names = missing.map(({name, meaning}) => (meaning === '' ? name : `${name} (${meaning})`));
  const message = `${spec.kind} needs ${names.join(' and ')}`;
  scope.report(errorAt('rule/missing', span, message, {hint: `write ${signature(spec)}`}));
  return true;
}

/** Whether `rms` stands where the rule takes no unit, which is reported. */
export function refuseUnit(
  spec: Signature,
  given: ReadonlyMap<string, ArgumentSyntax>,
  scope: Scope,
): boolean {
  if (spec.parameters.some(parameter => parameter.type === 'epsilon')) return false;
  const rms = [...given.values()].find(argument => argument.rms !== null)?.rms;
  if (!rms) return false;
  const message = `${spec.kind} takes a plain number; "rms" belongs to epsilon`;
  scope.report(errorAt('rule/unit', rms, message));
  return true;
}

/** A number within the range of its parameter, or null with the reason reported. */
export function checkNumber(
  rule: string,
  parameter: Pick<ParameterSpec, 'name' | 'min' | 'exclusiveMin' | 'max'>,
  expression: Expression,
  scope: Scope,
): number | null {
  const value = evaluateNumber(expression, scope);
  if (value === null) return null;
  if (isWithin(value, parameter)) return value;
  const {name, min = Number.NEGATIVE_INFINITY, exclusiveMin = false} = parameter;
  const inFloat32 = Math.fround(value);
  const allowed = Number.isFinite(inFloat32)
    ? describeRange(parameter)
    : 'within float32, up to 3.4e38';
  const tiny = exclusiveMin && value > min && inFloat32 === min;
  const message = `${rule}: expected ${name} ${allowed}, got ${formatNumber(value)}${tiny ? ', which is 0 in float32' : ''}`;
  return scope.report(errorAt('rule/range', expression.span, message));
}

/** A bound of zB: a number, a list with one number a channel, or `model`. */
export function checkBound(expression: Expression, scope: Scope): Bound | null {
  if (expression.kind === 'model') return 'model';
  const value = evaluate(expression, scope);
  if (value === null) return null;
  switch (value.kind) {
    case 'number':
      return checkNumber('zB', {name: 'bound'}, expression, scope);
    case 'text':
      return wrongKind(value, 'a number or a list of numbers', expression.span, scope);
    case 'list': {
      if (
        value.values.length > 0 &&
        value.values.every(item => Number.isFinite(Math.fround(item)))
      ) {
        return value.values;
      }
      const message =
        value.values.length === 0
          ? 'a list of bounds needs one number a channel, this one is empty'
          : 'every bound has to be finite in float32';
      return scope.report(errorAt('rule/bounds', expression.span, message));
    }
  }
}
