import {LrpError} from '../errors/lrp-error.js';
import type {CustomRule} from './custom-rule.js';
import {evaluateShares} from './evaluate-shares.js';
import {describeRange, isWithin} from './parameter-range.js';
import type {BiasPolicy, Rule} from './rule.js';

/** What a line says beyond the parameters. */
export interface Clauses {
  readonly bias?: BiasPolicy;
  readonly stabiliser?: number;
}

/**
 * A rule of one's own with its parameters, as a plan holds it: plain data, the shares worked out.
 *
 * @param given By name; defaults stand in for what is left out.
 * @throws LrpError `rule/argument`, `rule/missing`, `rule/range`, or `rule/shares` where its function throws or
 *   gives no shares.
 */
export function useRule(
  rule: CustomRule,
  given: Readonly<Record<string, number>> = {},
  {bias = 'include', stabiliser = rule.stabiliser}: Clauses = {},
): Rule & {readonly kind: 'custom'} {
  const known = new Set(rule.parameters.map(({name}) => name));
  const unknown = Object.keys(given).find(name => !known.has(name));
  if (unknown !== undefined)
    throw new LrpError(
      'rule/argument',
      `${rule.name} has no parameter "${unknown}"; it has ${rule.parameters.map(({name}) => name).join(', ') || 'none'}`,
    );
  const entries = rule.parameters.map((parameter): readonly [string, number] => {
    const {name} = parameter;
    const value = Object.hasOwn(given, name) ? given[name] : parameter.default;
    if (typeof value !== 'number')
      throw new LrpError('rule/missing', `${rule.name} needs ${name}; give it a number`);
    if (!isWithin(value, parameter))
      throw new LrpError(
        'rule/range',
        `${rule.name}: expected ${name} ${describeRange(parameter)}, got ${value}`,
      );
    return [name, value];
  });
  const parameters = Object.fromEntries(entries);
  return {
    kind: 'custom',
    name: rule.name,
    parameters,
    shares: evaluateShares(rule.shares, rule.name, parameters),
    bias,
    stabiliser,
    usualStabiliser: rule.stabiliser,
    allowed: rule.allowed,
    formula: rule.formula,
  };
}
