import test from 'ava';
import {LrpError} from '../../src/errors/lrp-error.js';
import {findBaseline} from '../../src/measures/baselines.js';
import {
  checkArguments,
  describeAllowed,
  describeMeasureCall,
  formatMeasureCall,
} from '../../src/measures/check-arguments.js';
import {families, findFamily} from '../../src/measures/families.js';

const perturbation = findFamily('perturbation')!;

test('arguments that are not given have their defaults', t => {
  const checked = checkArguments(perturbation, {region: 4});
  t.is(checked['region'], 4);
  t.is(checked['fill'], 'blur');
});

test('every default of every family and baseline is allowed', t => {
  for (const spec of families) {
    const defaults = checkArguments(spec, {});
    t.deepEqual(checkArguments(spec, defaults), defaults);
  }
});

for (const [title, given, message] of [
  [
    'a fraction where a whole number stands',
    {region: 2.5},
    /expected region to be a whole number ≥ 1, got 2\.5/,
  ],
  ['a number below the range', {region: 0}, /got 0$/],
  ['a number above the range', {share: 1.5}, /number ≥ 0\.01 and ≤ 1, got 1\.5/],
  ['no number', {region: Number.NaN}, /got NaN/],
  ['a word where a number stands', {region: 'big'}, /got "big"; a number stands without quotes/],
  [
    'a word that is not known',
    {fill: 'blurr'},
    /expected fill to be mean, blur, .*; did you mean "blur"/,
  ],
  ['a number where a word stands', {fill: 3}, /expected fill to be .* got 3$/],
  ['a parameter that is not there', {regoin: 8}, /no parameter "regoin".*did you mean "region"/],
] as const) {
  test(`refused: ${title}`, t => {
    const error = t.throws(() => checkArguments(perturbation, given), {instanceOf: LrpError});
    t.is(error.code, 'evaluate/argument');
    t.regex(error.message, message);
  });
}

test('a baseline without parameters takes none', t => {
  const error = t.throws(() => checkArguments(findBaseline('random')!, {seed: 1}));
  t.regex(error.message, /Random takes no arguments/);
});

test('calls as help and tables show them', t => {
  const smooth = findBaseline('SmoothGrad')!;
  t.is(describeMeasureCall(smooth), 'SmoothGrad(samples = 16, noise = 0.15)');
  t.is(formatMeasureCall(smooth, {samples: 16, noise: 0.15}), 'SmoothGrad');
  t.is(formatMeasureCall(smooth, {samples: 32, noise: 0.15}), 'SmoothGrad(samples=32)');
  t.is(describeAllowed(smooth.parameters[0]!), 'whole number ≥ 1');
});
