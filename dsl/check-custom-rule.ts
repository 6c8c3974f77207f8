import {LrpError} from '../src/errors/lrp-error.js';
import type {CustomRule} from '../src/rules/custom-rule.js';
import {hasBias} from '../src/rules/define-rule.js';
import type {Rule} from '../src/rules/rule.js';
import {useRule} from '../src/rules/use-rule.js';
import {checkClauses} from './check-clauses.js';
import {errorAt} from './report.js';
import {checkNumber, matchArguments, missingArguments, refuseUnit} from './rule-arguments.js';
import type {Scope} from './scope.js';
import type {RuleSyntax} from './syntax.js';

/** Turns the use of a rule of one's own into data, its shares worked out, or null with the reasons reported. */
export function checkCustomRule(custom: CustomRule, syntax: RuleSyntax, scope: Scope): Rule | null {
  const made = withoutClauses(custom, syntax, scope);
  const {name: kind, stabiliser, parameters, allowed, formula, paper} = custom;
  const bias = made === null || hasBias(made.shares);
  const spec = {kind, aliases: [], parameters, bias, stabiliser, allowed, formula, paper};
  const clauses = checkClauses(spec, syntax, scope);
  if (made === null || clauses === null) return null;
  return {
    ...made,
    bias: clauses.bias ?? made.bias,
    stabiliser: clauses.stabiliser ?? made.stabiliser,
  };
}

function withoutClauses(
  given: CustomRule,
  syntax: RuleSyntax,
  scope: Scope,
): (Rule & {readonly kind: 'custom'}) | null {
  const spec = {kind: given.name, parameters: given.parameters};
  const matched = matchArguments(spec, syntax.arguments, scope);
  if (matched === null) return null;
  if (missingArguments(spec, matched, syntax.span, scope)) return null;
  if (refuseUnit(spec, matched, scope)) return null;
  const values: Record<string, number> = {};
  let sound = true;
  for (const parameter of given.parameters) {
    const argument = matched.get(parameter.name);
    if (argument === undefined) continue;
    const value = checkNumber(given.name, parameter, argument.value, scope);
    if (value === null) sound = false;
    else values[parameter.name] = value;
  }
  if (!sound) return null;
  try {
    return useRule(given, values);
  } catch (error) {
    if (!(error instanceof LrpError)) throw error;
    return scope.report(errorAt('rule/shares', syntax.span, error.message));
  }
}
