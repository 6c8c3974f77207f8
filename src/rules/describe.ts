import type {Bound, Rule} from './rule.js';
import {ruleSpec} from './catalogue.js';

/** A number as the language writes it: shortest form that reads back the same, never with `+` in the exponent. */
export function formatNumber(value: number): string {
  const [plain, scientific] = [String(value), value.toExponential()];
  return (plain.length > 6 && scientific.length < plain.length ? scientific : plain).replace(
    'e+',
    'e',
  );
}

function formatBound(bound: Bound): string {
  if (typeof bound === 'number') return formatNumber(bound);
  return bound === 'model' ? 'model' : `[${bound.map(formatNumber).join(', ')}]`;
}

function formatCall(rule: Rule): string {
  switch (rule.kind) {
    case 'epsilon':
      return `epsilon(${formatNumber(rule.epsilon)}${rule.unit === 'rms' ? ' rms' : ''})`;
    case 'gamma':
      return `gamma(${formatNumber(rule.gamma)})`;
    case 'alphabeta':
      return `alphabeta(${formatNumber(rule.alpha)}, ${formatNumber(rule.beta)})`;
    case 'zB':
      return rule.low === 'model' && rule.high === 'model'
        ? 'zB'
        : `zB(${formatBound(rule.low)}, ${formatBound(rule.high)})`;
    case 'custom': {
      const given = Object.values(rule.parameters);
      return given.length === 0 ? rule.name : `${rule.name}(${given.map(formatNumber).join(', ')})`;
    }
    case 'zero':
    case 'zplus':
    case 'wsquare':
    case 'flat':
    case 'pass':
    case 'gradient':
    case 'taylor':
    case 'winner':
    case 'split':
    case 'average':
      return rule.kind;
  }
}

/** What a rule is called: `gamma`, or the name of a rule of one's own. */
export function ruleName(rule: Rule): string {
  return rule.kind === 'custom' ? rule.name : rule.kind;
}

/** A rule's formula, in the papers' letters. */
export function formulaOf(rule: Rule): string {
  return rule.kind === 'custom' ? rule.formula : ruleSpec(rule.kind).formula;
}

/** A rule as the language writes it, clauses only where they differ from the default: `zplus bias drop`. */
export function formatRule(rule: Rule): string {
  const usual = rule.kind === 'custom' ? rule.usualStabiliser : ruleSpec(rule.kind).stabiliser;
  const bias = 'bias' in rule && rule.bias !== 'include' ? ` bias ${rule.bias}` : '';
  const stabiliser =
    'stabiliser' in rule && rule.stabiliser !== usual
      ? ` stabiliser ${formatNumber(rule.stabiliser)}`
      : '';
  return `${formatCall(rule)}${bias}${stabiliser}`;
}
