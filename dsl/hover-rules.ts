import {findPreset, presetPaper} from '../src/plan/presets.js';
import type {ParameterSpec, RuleSpec} from '../src/rules/catalogue.js';
import {formatNumber} from '../src/rules/describe.js';
import type {HoverPart} from './hover-text.js';
import {describeCall, describeParameter, takesBounds} from './rule-help.js';

function clauses({bias, stabiliser}: RuleSpec): string {
  const policy = bias ? 'bias include by default, or drop, spread' : 'no bias clause';
  const small =
    stabiliser === null
      ? 'no stabiliser clause'
      : `stabiliser ${formatNumber(stabiliser)} by default`;
  return `Clauses: ${policy}; ${small}.`;
}

/** A rule: its call, formula, parameters, clauses, layers, other spellings and paper, all from its data. */
export function ruleParts(spec: RuleSpec, isOwn: boolean): readonly HoverPart[] {
  return [
    {kind: 'title', name: describeCall(spec), says: isOwn ? 'rule of one’s own' : 'rule'},
    {kind: 'code', text: spec.formula, ...(isOwn ? {} : {ours: true})},
    {
      kind: 'list',
      items: spec.parameters.map(parameter => `${parameter.name}: ${saying(parameter)}`),
    },
    {kind: 'line', text: clauses(spec)},
    {kind: 'line', text: `Layers: ${spec.allowed.join(', ')}.`},
    ...(spec.aliases.length === 0
      ? []
      : [{kind: 'line', text: `Also written ${spec.aliases.join(', ')}.`} as const]),
    {kind: 'line', text: spec.paper},
  ];
}

function saying(parameter: ParameterSpec): string {
  return `${parameter.meaning}; ${describeParameter(parameter)}`;
}

/** One parameter of a rule. */
export function parameterParts(spec: RuleSpec, parameter: ParameterSpec): readonly HoverPart[] {
  return [
    {kind: 'title', name: parameter.name, says: `parameter of ${describeCall(spec)}`},
    {kind: 'line', text: saying(parameter)},
  ];
}

/** A preset: its lines and its paper. */
export function presetParts(name: string): readonly HoverPart[] {
  const preset = findPreset(name);
  if (preset === null) return [];
  const call = takesBounds(preset.name) ? `${preset.name}(low = model, high = model)` : preset.name;
  return [
    {kind: 'title', name: call, says: 'preset; later lines win'},
    {kind: 'list', items: preset.lines.map(({text}) => text), code: true},
    {kind: 'line', text: presetPaper(preset.name)},
  ];
}
