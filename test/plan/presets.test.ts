import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import test from 'ava';
import type {Graph} from '../../src/graph/graph.js';
import type {Plan} from '../../src/plan/plan.js';
import {findPreset, presetNames, presetPaper} from '../../src/plan/presets.js';
import {formatPlan, resolvePlan} from '../../src/plan/resolve.js';
import {formatRule} from '../../src/rules/describe.js';
import {residual, vgg} from './networks.js';

function planOf(preset: string, graph: Graph): Plan {
  const result = resolvePlan(findPreset(preset)!, graph);
  if (!result.ok) throw new Error(result.diagnostics.map(({message}) => message).join('\n'));
  return result.value;
}

/** The rules of the weighted layers in order, equal neighbours as one: `zB, 6 gamma(0.25), …`. */
function runs(plan: Plan): string {
  const rules = plan.layers.flatMap(({index, rule}) => (index === null ? [] : [formatRule(rule)]));
  const parts: {rule: string; count: number}[] = [];
  for (const rule of rules) {
    const last = parts.at(-1);
    if (last?.rule === rule) last.count++;
    else parts.push({rule, count: 1});
  }
  return parts.map(({rule, count}) => (count === 1 ? rule : `${count} ${rule}`)).join(', ');
}

const vgg16 = vgg([2, 2, 3, 3, 3], 3);
const onVgg16: Readonly<Record<string, string>> = {
  EpsilonPlus: '13 zplus, 3 epsilon(1e-6)',
  EpsilonPlusFlat: 'flat, 12 zplus, 3 epsilon(1e-6)',
  EpsilonAlpha2Beta1: '13 alphabeta(2, 1), 3 epsilon(1e-6)',
  EpsilonAlpha2Beta1Flat: 'flat, 12 alphabeta(2, 1), 3 epsilon(1e-6)',
  EpsilonGammaBox: 'zB, 12 gamma(0.25), 3 epsilon(1e-6)',
  DeepTaylor: '16 zplus bias drop',
  DeepTaylorBounded: 'zB, 15 zplus bias drop',
  TalkComposite: 'zB, 6 gamma(0.25), 6 epsilon(0.25 rms), 3 zero',
  AttnLRP: '16 epsilon(1e-6)',
  AttnLRPGamma: '16 gamma(0.25)',
  Gradient: '16 gradient',
};

test('every preset is known here', t => {
  t.deepEqual([...presetNames].sort(), Object.keys(onVgg16).sort());
});

const networks: Readonly<Record<string, Graph>> = {vgg: vgg([2, 1], 2), residual: residual()};

for (const [preset, expected] of Object.entries(onVgg16)) {
  test(`${preset} gives VGG16 ${expected}`, t => {
    t.is(runs(planOf(preset, vgg16)), expected);
  });

  for (const [name, graph] of Object.entries(networks)) {
    test(`${preset} gives the small ${name} network the plan of its golden text`, t => {
      const file = resolve(`test/plan/golden/${preset}.${name}.txt`);
      t.is(`${formatPlan(planOf(preset, graph))}\n`, readFileSync(file, 'utf8'));
    });
  }

  test(`${preset} is found in any case and says where it comes from`, t => {
    t.is(findPreset(preset.toUpperCase())?.name, preset);
    t.is(findPreset(preset.toLowerCase())?.name, preset);
    t.not(presetPaper(preset), '');
  });

  test(`${preset} does not warn about lines that nothing is left for`, t => {
    const codes = planOf(preset, vgg([1], 1)).warnings.map(({code}) => code);
    t.false(codes.includes('plan/unused-line'));
    t.false(codes.includes('plan/signed-input'));
  });
}

test('a name that is no preset finds none', t => {
  t.is(findPreset('EpsilonPlusPlus'), null);
  t.is(findPreset(''), null);
  t.is(presetPaper('none'), '');
});

test('the talk puts layer 1 to 6 of VGG16 on gamma and 7 to 12 on the relative epsilon', t => {
  const rules = planOf('TalkComposite', vgg16).layers.filter(({index}) => index !== null);
  const numbers = (text: string): readonly (number | null)[] =>
    rules.filter(({rule}) => formatRule(rule) === text).map(({index}) => index);
  t.deepEqual(numbers('zB'), [0]);
  t.deepEqual(numbers('gamma(0.25)'), [1, 2, 3, 4, 5, 6]);
  t.deepEqual(numbers('epsilon(0.25 rms)'), [7, 8, 9, 10, 11, 12]);
  t.deepEqual(numbers('zero'), [13, 14, 15]);
});

test('presets with zB need bounds, the others do not', t => {
  const withoutBounds = vgg([1], 1, null);
  for (const preset of presetNames) {
    const result = resolvePlan(findPreset(preset)!, withoutBounds);
    const codes = result.ok ? [] : result.diagnostics.map(({code}) => code);
    const needs = ['EpsilonGammaBox', 'DeepTaylorBounded', 'TalkComposite'].includes(preset);
    t.deepEqual(codes, needs ? ['rule/no-bounds'] : [], preset);
  }
});

test('deep Taylor counts positive biases as a preset too', t => {
  const codes = planOf('DeepTaylor', vgg16).warnings.map(({code}) => code);
  t.deepEqual(codes, ['plan/positive-bias']);
});

test('only the gradient starts with one', t => {
  for (const preset of presetNames)
    t.is(planOf(preset, vgg16).start, preset === 'Gradient' ? 'one' : 'logit');
});
