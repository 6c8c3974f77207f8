import {inspect} from 'node:util';
import test from 'ava';
import {DiagnosticsError} from '../../src/errors/diagnostics-error.js';
import {lrp, loadModel} from '../../src/lrplab.js';

const digits = 'notebooks/models/digits.onnx';

test('a text of lines is a plan, values and all', t => {
  const g = 0.25;
  const {plan} = lrp`layers 1..6 use gamma(${g})   dense use epsilon(${2} rms)`;
  t.deepEqual(
    plan.lines.map(({text}) => text),
    ['layers 1..6 use gamma(0.25)', 'dense use epsilon(2 rms)'],
  );
  t.regex(inspect(lrp`all use gamma(${g})`), /gamma\(0\.25\)/);
});

test('values are never read as text of the language', async t => {
  const hostile = '0.25)\nall use zero';
  const error = t.throws(() => lrp`all use gamma(${hostile})`.plan, {instanceOf: DiagnosticsError});
  t.is(error.code, 'value/type');
  t.is(error.diagnostics[0]?.span.start, 'all use gamma('.length);
  const {plan} = lrp`layer ${'conv" use zero   layer "x'} use zplus`;
  t.is(plan.lines.length, 1);
  t.throws(() => lrp`plan ${'a'} { all use zero }`.plans, {code: 'name/parameter'});
});

test('a plan goes onto a network, and a wrong one says all that is wrong', async t => {
  const net = await loadModel(digits);
  t.deepEqual(
    lrp`all use zplus   input use zB(0, 1)`
      .on(net)
      .layers.slice(0, 1)
      .map(({rule}) => rule.kind),
    ['zB'],
  );
  t.throws(() => lrp`conv use zplus`.on(net), {code: 'plan/uncovered'});
});

test('awaiting a text carries it out once, in the session that all texts share', async t => {
  const net = await loadModel(digits);
  const plan = lrp`all use epsilon(1e-3)`.plan;
  const text = lrp`model ${net}
    explain ${new Float32Array(784).fill(0.5)} for 3 with ${plan} as mine`;
  await t.throwsAsync(async () => text, {code: 'input/shape'});
  const picture = {shape: [1, 28, 28], data: new Float32Array(784).fill(0.5)};
  const result = await lrp`model ${net}
    explain ${picture} for ${3} with ${plan} as mine`;
  t.is(result.explanations['mine'], result.explanation!);
  t.is(result.explanation?.plans[0]?.plan.layers[0]?.rule.kind, 'epsilon');
  t.is((await lrp`check conservation within 100%`).checks.length, 1);
});
