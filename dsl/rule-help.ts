import {findPreset} from '../src/plan/presets.js';
import {findRuleSpec, type ParameterSpec, type RuleSpec} from '../src/rules/catalogue.js';
import {formatNumber} from '../src/rules/describe.js';
import {describeRange} from '../src/rules/parameter-range.js';
import type {LanguageContext} from './language-context.js';

/** A rule by any of its spellings, those of the context included, or null. */
export function findRuleIn(name: string, {rules}: Pick<LanguageContext, 'rules'>): RuleSpec | null {
  return (
    findRuleSpec(name) ??
    findRuleSpec(name.normalize('NFKC')) ??
    rules.find(rule => rule.kind === name || rule.aliases.includes(name)) ??
    null
  );
}

/** True where a preset takes bounds: `EpsilonGammaBox(-2.2, 2.7)`. */
export function takesBounds(preset: string): boolean {
  return findPreset(preset)?.lines.some(({rule}) => rule.kind === 'zB') ?? false;
}

function formatDefault(value: number | 'model'): string {
  return typeof value === 'number' ? formatNumber(value) : value;
}

/** A rule as it is called, with its defaults: `gamma(g = 0.25)`, `alphabeta(a, b)`, `zplus`. */
export function describeCall({kind, parameters}: RuleSpec): string {
  if (parameters.length === 0) return kind;
  const parts = parameters.map(({name, default: preset}) =>
    preset === undefined ? name : `${name} = ${formatDefault(preset)}`,
  );
  return `${kind}(${parts.join(', ')})`;
}

/** What a parameter may be: `number ≥ 0; default 0.25`. */
export function describeParameter(parameter: ParameterSpec): string {
  const {type, min, max, default: preset} = parameter;
  const kinds = {
    number: 'number',
    epsilon: 'number, in units of the denominator or, with rms behind it, of its root mean square;',
    bound: 'number, list with one number a channel, or model',
  } as const;
  const above = min === undefined && max === undefined ? '' : ` ${describeRange(parameter)}`;
  const ending = preset === undefined ? 'has to be given' : `default ${formatDefault(preset)}`;
  return `${kinds[type]}${above}; ${ending}`;
}
