import test from 'ava';
import type {Span} from '../../src/errors/diagnostic.js';
import {precisionProblems} from '../../src/plan/plan-precision.js';
import {compilePlan} from '../../src/script/compile-plan.js';
import {vgg} from './networks.js';

/** conv1 conv3 | conv6 | dense10 dense12. */
const net = vgg([2, 1], 2);
const place: Span = {file: '<place>', start: 3, end: 5, line: 1, column: 4};
const float32 = {device: 'onnx/cpu', bits: 32, least: 2 ** -126} as const;
const float16 = {device: 'onnx/coreml', bits: 16, least: 2 ** -14} as const;

/** Each problem's code with the text it marks; `<place>` where it marks what was given. */
function problems(text: string, on: typeof float32 | typeof float16): readonly string[] {
  return precisionProblems(compilePlan(text, net), on, place).map(({code, span}) =>
    span === place ? `${code} <place>` : `${code} ${text.slice(span.start, span.end)}`,
  );
}

test('an ε below the least normal number of float32 is a mistake, marked where the rule stands', t => {
  t.deepEqual(problems('all use epsilon(1e-38)\n', float32), ['engine/precision epsilon(1e-38)']);
  t.deepEqual(problems('all use epsilon(1e-40 rms)\n', float32), [
    'engine/precision epsilon(1e-40 rms)',
  ]);
  t.deepEqual(problems('all use zplus stabiliser 1e-39\n', float32), ['engine/precision zplus']);
});

test('the least normal number itself and rules without an ε are no mistake', t => {
  t.deepEqual(problems('all use epsilon(1.1754944e-38)\n', float32), []);
  t.deepEqual(problems('all use zero stabiliser 1e-30\n', float32), []);
  t.deepEqual(problems('Gradient', float16), []);
  t.deepEqual(problems('all use epsilon(6.2e-5)\n', float16), []);
});

test('float16 holds less: each line that asks for more is told once', t => {
  const text = 'all use gamma(0.25)\ndense use epsilon(1e-6)\ninput use flat stabiliser 0.01\n';
  t.deepEqual(problems(text, float32), []);
  t.deepEqual(problems(text, float16), [
    'engine/precision gamma(0.25)',
    'engine/precision epsilon(1e-6)',
  ]);
});

test('lines that no layer is left for are not complained of', t => {
  t.deepEqual(problems('all use epsilon(1e-40)\nall use zero\n', float32), []);
});

test('a preset is shown where it is asked for', t => {
  const found = problems('EpsilonPlus', float16);
  t.true(found.length > 0);
  t.true(found.every(line => line === 'engine/precision <place>'));
});

test('the message names plan, layer, rule, ε, device and what is allowed', t => {
  const [problem] = precisionProblems(compilePlan('all use epsilon(1e-6)', net), float16, place);
  for (const part of ['"main"', 'conv1', 'epsilon(1e-6)', 'ε = 1e-6', 'onnx/coreml', 'float16'])
    t.true(problem!.message.includes(part), `${part} in ${problem!.message}`);
  // 2^-14 is 6.1035…e-5: rounded up, so that what is said to be allowed is.
  t.regex(problem!.hint!, /at least 6\.11e-5/);
});
