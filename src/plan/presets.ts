import type {Rule} from '../rules/rule.js';
import {formatRule} from '../rules/describe.js';
import type {Assignment, PlanSource, Selector} from './plan.js';
import {formatSelector} from './selector.js';

const epsilon: Rule = {kind: 'epsilon', epsilon: 1e-6, unit: 'absolute', bias: 'include'};
const zplus: Rule = {kind: 'zplus', bias: 'include', stabiliser: 1e-6};
const zplusDrop: Rule = {kind: 'zplus', bias: 'drop', stabiliser: 1e-6};
const alpha2Beta1: Rule = {kind: 'alphabeta', alpha: 2, beta: 1, bias: 'include', stabiliser: 1e-6};
const flat: Rule = {kind: 'flat', stabiliser: 1e-6};
const gamma: Rule = {kind: 'gamma', gamma: 0.25, bias: 'include', stabiliser: 1e-6};
const box: Rule = {kind: 'zB', low: 'model', high: 'model', stabiliser: 1e-6};
const zero: Rule = {kind: 'zero', bias: 'include', stabiliser: 1e-9};
const quarterRms: Rule = {kind: 'epsilon', epsilon: 0.25, unit: 'rms', bias: 'include'};
const gradient: Rule = {kind: 'gradient'};

const all: Selector = {kind: 'all'};
const input: Selector = {kind: 'input'};
const dense: Selector = {kind: 'ofKind', of: 'dense'};

type Line = readonly [Selector, Rule];

/** A named composite of the literature. `lines` read as in a script: later lines win. */
interface Preset {
  readonly name: string;
  readonly lines: readonly Line[];
  readonly paper: string;
}

const presets: readonly Preset[] = [
  {
    name: 'EpsilonPlus',
    lines: [
      [all, zplus],
      [dense, epsilon],
    ],
    paper: 'Kohlbrenner et al. 2020',
  },
  {
    name: 'EpsilonPlusFlat',
    lines: [
      [all, zplus],
      [dense, epsilon],
      [input, flat],
    ],
    paper: 'Kohlbrenner et al. 2020',
  },
  {
    name: 'EpsilonAlpha2Beta1',
    lines: [
      [all, alpha2Beta1],
      [dense, epsilon],
    ],
    paper: 'Kohlbrenner et al. 2020',
  },
  {
    name: 'EpsilonAlpha2Beta1Flat',
    lines: [
      [all, alpha2Beta1],
      [dense, epsilon],
      [input, flat],
    ],
    paper: 'Kohlbrenner et al. 2020',
  },
  {
    name: 'EpsilonGammaBox',
    lines: [
      [all, gamma],
      [dense, epsilon],
      [input, box],
    ],
    paper: 'Anders et al. 2021; Montavon et al. 2019',
  },
  {name: 'DeepTaylor', lines: [[all, zplusDrop]], paper: 'Montavon et al. 2017'},
  {
    name: 'DeepTaylorBounded',
    lines: [
      [all, zplusDrop],
      [input, box],
    ],
    paper: 'Montavon et al. 2017',
  },
  {
    name: 'TalkComposite',
    lines: [
      [{kind: 'first', count: 'half', of: 'conv'}, gamma],
      [{kind: 'last', count: 'half', of: 'conv'}, quarterRms],
      [dense, zero],
      [input, box],
    ],
    paper:
      'the talk "Relevance Propagation for Deep Neural Networks" (2020), after Montavon et al. 2019: on VGG16 gamma(0.25) on layers 1..6, epsilon(0.25 rms) on 7..12, zero on dense, zB at the input',
  },
  {
    name: 'AttnLRP',
    lines: [[all, epsilon]],
    paper:
      'Achtibat et al. 2024, eq. 8 and propositions 3.1 to 3.4: the rules of attention, layer norms and gates are those of their layers',
  },
  {
    name: 'AttnLRPGamma',
    lines: [[all, gamma]],
    paper:
      'Achtibat et al. 2024: as AttnLRP, with the γ-rule in the linear layers, which the paper takes for vision transformers',
  },
  {name: 'Gradient', lines: [[all, gradient]], paper: 'Simonyan et al. 2014'},
];

function assignment([selector, rule]: Line): Assignment {
  const text = `${formatSelector(selector)} use ${formatRule(rule)}`;
  return {selector, rule, text, span: null, selectorSpan: null, ruleSpan: null};
}

export const presetNames: readonly string[] = presets.map(preset => preset.name);

/** The lines of a preset, or null where no preset has this name. Lines of a preset never warn. */
export function findPreset(name: string): PlanSource | null {
  const preset = presets.find(candidate => candidate.name.toLowerCase() === name.toLowerCase());
  return preset === undefined ? null : {name: preset.name, lines: preset.lines.map(assignment)};
}

/** Where a preset comes from. */
export function presetPaper(name: string): string {
  return presets.find(preset => preset.name === name)?.paper ?? '';
}
