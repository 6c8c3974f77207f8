import test from 'ava';
import {parsePresetReference} from '../../dsl/preset-reference.js';

test('a preset is found in any case, with its own name', t => {
  const result = parsePresetReference('epsilonplus');
  t.is(result.ok ? result.value.name : null, 'EpsilonPlus');
});

test('bounds of a preset stand in its zB line and its name', t => {
  const result = parsePresetReference(
    'DeepTaylorBounded(high = 1, low = [-1, -2])',
    '<command line>',
  );
  t.true(result.ok);
  if (!result.ok) return;
  t.is(result.value.name, 'DeepTaylorBounded([-1, -2], 1)');
  t.deepEqual(
    result.value.lines.map(line => line.text),
    ['all use zplus bias drop', 'input use zB([-1, -2], 1)'],
  );
});

const wrong: readonly (readonly [text: string, code: string])[] = [
  ['EpsilonPuls', 'plan/unknown'],
  ['EpsilonPlus(1, 2)', 'preset/arguments'],
  ['EpsilonGammaBox(2, 1)', 'rule/bounds'],
  ['EpsilonGammaBox(1', 'syntax/expected'],
  ['EpsilonGammaBox(1, 2) x', 'syntax/expected'],
  ['EpsilonGammaBox(a, 2)', 'let/unknown'],
  ['', 'syntax/expected'],
  ['§', 'text/character'],
  ['"EpsilonPlus', 'text/unclosed'],
  ['('.repeat(1000), 'limit/depth'],
];

for (const [text, code] of wrong) {
  test(`${JSON.stringify(text.slice(0, 40))} is refused with ${code}`, t => {
    const result = parsePresetReference(text);
    t.deepEqual(result.ok ? [] : result.diagnostics.map(found => found.code), [code]);
  });
}
