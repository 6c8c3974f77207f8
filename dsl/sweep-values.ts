import type {Span} from '../src/errors/diagnostic.js';
import type {ParameterSpec} from '../src/rules/catalogue.js';
import {formatNumber} from '../src/rules/describe.js';
import {errorAt} from './report.js';
import {checkNumber} from './rule-arguments.js';
import type {Scope} from './scope.js';
import type {Expression} from './syntax.js';

/** A longer curve shows nothing more, and every value is a plan to compute. */
export const mostValues = 101;
/** Decimal digits that numbers of a range keep, counted from the largest of them. */
const digits = 12;

/** The values of a sweep as written. */
interface ValuesSyntax {
  readonly values: readonly Expression[];
  readonly last: Expression | null;
}

/**
 * The values of a sweep, each within the range of its parameter; null with the reason reported. `0, 0.1 .. 1` goes on in
 * the step of its last two numbers, up to and with the third where the steps meet it.
 */
export function checkSweepValues(
  {values, last}: ValuesSyntax,
  rule: string,
  parameter: ParameterSpec,
  span: Span,
  scope: Scope,
): readonly number[] | null {
  const within = (value: Expression): number | null => checkNumber(rule, parameter, value, scope);
  const given = values.map(within);
  const end = last === null ? null : within(last);
  if (given.includes(null) || (last !== null && end === null)) return null;
  const listed = given as readonly number[];
  const all = end === null ? listed : withRange(listed, end, last!.span, scope);
  if (all === null) return null;
  if (all.length > mostValues) {
    const message = `a sweep goes through ${mostValues} values at most, this one through ${all.length}`;
    return scope.report(errorAt('sweep/size', span, message, {hint: 'take longer steps'}));
  }
  const twice = listed.findIndex((value, index) => listed.indexOf(value) < index);
  if (twice < 0) return all;
  const message = 'the same stands twice in this list';
  return scope.report(
    errorAt('list/duplicate', values[twice]!.span, message, {hint: 'remove one'}),
  );
}

function withRange(
  listed: readonly number[],
  end: number,
  span: Span,
  scope: Scope,
): readonly number[] | null {
  const [before, from] = [listed.at(-2), listed.at(-1)!];
  const refuse = (message: string, hint: string): null =>
    scope.report(errorAt('sweep/range', span, message, {hint}));
  if (before === undefined)
    return refuse(
      'two numbers before ".." say how long the steps are, here is one',
      `write for instance ${formatNumber(from)}, ${formatNumber(from + (end - from) / 10)} .. ${formatNumber(end)}`,
    );
  const step = from - before;
  const count = (end - from) / step;
  if (!(count >= 0) || !Number.isFinite(count))
    return refuse(
      `steps of ${formatNumber(step)} from ${formatNumber(from)} do not lead to ${formatNumber(end)}`,
      'first, second .. last: the second lies between the others',
    );
  // A step more or less by rounding is none.
  const steps = Math.floor(count + 1e-6);
  const largest = Math.max(Math.abs(before), Math.abs(end));
  const decimals = Math.min(100, Math.max(0, digits - 1 - Math.floor(Math.log10(largest))));
  const further = Array.from({length: Math.min(steps, mostValues)}, (_, index) =>
    Number((from + (index + 1) * step).toFixed(decimals)),
  );
  return [...listed, ...further];
}
