import test from 'ava';
import {runCheck, type CheckName, type CheckResult} from '../../src/ledger/checks.js';
import {mainCause} from '../../src/ledger/deviations.js';
import type {LedgerSample} from '../../src/ledger/ledger.js';
import {line, sampleOf} from './samples.js';

function check(
  name: CheckName,
  tolerance: number,
  samples: readonly (readonly [LedgerSample, readonly number[]])[],
  start: 'logit' | 'one' = 'logit',
): CheckResult {
  const checked = {
    plan: 'p',
    samples: samples.map(([ledger]) => ledger),
    relevance: samples.map(([, relevance]) => Float32Array.from(relevance)),
    start,
  };
  return runCheck(name, checked, tolerance);
}

const failing = ({failures}: CheckResult): readonly (string | null)[] =>
  failures.map(({layer}) => layer);

/** The score 8 loses 1 to a bias in "b" and 0.5 to a stabiliser in "a". */
const leaky = sampleOf(
  8,
  line('a', {relevanceOut: 7, relevanceIn: 6.5, stabiliser: 0.5}),
  line('b', {relevanceOut: 8, relevanceIn: 7, bias: 1}),
);

test('a loss of 1.5 of 8 is 18.75 %: conserved within 19 %, not within 18 %', t => {
  t.true(check('conservation', 0.19, [[leaky, [4, 2.5]]]).passed);
  const result = check('conservation', 0.18, [[leaky, [4, 2.5]]]);
  t.false(result.passed);
  t.deepEqual(failing(result), [null]);
  t.regex(result.failures[0]!.reason, /keeps 18\.8 % of 8\.000 on the whole, allowed 18\.0 %/);
});

test('each layer that keeps too much is named with its main cause', t => {
  const result = check('conservation', 0.05, [[leaky, [4, 2.5]]]);
  t.deepEqual(failing(result), [null, 'a', 'b']);
  t.regex(
    result.failures[1]!.reason,
    /keeps 6\.2 % of 8\.000 \(stabiliser\), allowed 5\.0 %|keeps 6\.3 %/,
  );
  t.regex(result.failures[2]!.reason, /keeps 12\.5 % of 8\.000 \(bias\)/);
});

test('exactly the tolerance is allowed', t => {
  const exact = sampleOf(8, line('b', {relevanceOut: 8, relevanceIn: 6, bias: 2}));
  t.true(check('conservation', 0.25, [[exact, [6]]]).passed);
});

test('losses that cancel pass as a whole and fail by layer', t => {
  const cancelling = sampleOf(
    10,
    line('a', {relevanceOut: 5, relevanceIn: 10, gain: -5}),
    line('b', {relevanceOut: 10, relevanceIn: 5, gain: 5}),
  );
  const result = check('conservation', 0.1, [[cancelling, [10]]]);
  t.deepEqual(failing(result), ['a', 'b']);
  t.regex(result.failures[0]!.reason, /makes 50\.0 % of 10\.00 \(gain\)/);
  t.regex(result.failures[1]!.reason, /keeps 50\.0 %/);
});

test('a negative score is conserved as a positive one; losing half of −8 is keeping', t => {
  const negative = sampleOf(-8, line('b', {relevanceOut: -8, relevanceIn: -4, bias: -4}));
  t.true(check('conservation', 0.5, [[negative, [-4]]]).passed);
  const result = check('conservation', 0.4, [[negative, [-4]]]);
  t.deepEqual(failing(result), [null, 'b']);
  for (const {reason} of result.failures) t.regex(reason, /^keeps 50\.0 % of -8\.000/);
});

test('a negative score that grows is made', t => {
  const negative = sampleOf(-8, line('b', {relevanceOut: -8, relevanceIn: -12, gain: 4}));
  const [whole] = check('conservation', 0.4, [[negative, [-12]]]).failures;
  t.regex(whole!.reason, /^makes 50\.0 % of -8\.000/);
});

test('a score of 0 is conserved by no relevance at all, and by nothing else', t => {
  const quiet = sampleOf(0, line('b', {}));
  t.true(check('conservation', 0, [[quiet, [0, 0]]]).passed);
  const loud = check('conservation', 0.5, [[quiet, [0.25, 0.5]]]);
  t.deepEqual(failing(loud), [null]);
  t.regex(loud.failures[0]!.reason, /makes 0\.7500 of 0 on the whole/);
  t.notRegex(loud.failures[0]!.reason, /NaN|Infinity/);
});

test('where a gradient starts with one, the score does not matter', t => {
  const gradient = sampleOf(8, line('b', {relevanceOut: 1, relevanceIn: 3, gain: -2}));
  const result = check('conservation', 0.5, [[gradient, [3]]], 'one');
  t.regex(result.failures[0]!.reason, /makes 200 % of 1\.000/);
  t.true(check('conservation', 2, [[gradient, [3]]], 'one').passed);
  const steep = check('conservation', 0.5, [[gradient, [-12_344]]], 'one');
  t.regex(steep.failures[0]!.reason, /keeps 1234500 % of 1\.000/);
});

test('failures say which sample', t => {
  const sound = sampleOf(8, line('b', {relevanceOut: 8, relevanceIn: 8}));
  const {failures} = check('conservation', 0.01, [
    [sound, [8]],
    [leaky, [6.5]],
  ]);
  t.deepEqual([...new Set(failures.map(({sample}) => sample))], [1]);
});

/** "b" makes the first negative relevance, "a" hands it on. */
const mixed = sampleOf(
  4,
  line('a', {relevanceOut: 4, relevanceIn: 4, negativeShare: 0.25}),
  line('b', {relevanceOut: 4, relevanceIn: 4, negativeShare: 0.2, rule: 'epsilon(1e-6)'}),
  line('c', {relevanceOut: 4, relevanceIn: 4}),
);

test('2 of 8 negative is 25 %: positive within 25 %, not within 20 %', t => {
  t.true(check('positivity', 0.25, [[mixed, [6, -2]]]).passed);
  const result = check('positivity', 0.19, [[mixed, [6, -2]]]);
  t.regex(result.failures[0]!.reason, /^25\.0 % of the relevance at the input is negative/);
});

test('the first layer from the output that hands on negative relevance is named', t => {
  const {failures} = check('positivity', 0.1, [[mixed, [6, -2]]]);
  t.deepEqual(
    failures.map(({layer}) => layer),
    [null, 'b', 'a'],
  );
  t.regex(failures[1]!.reason, /20\.0 % negative relevance, the first layer to do so \(epsilon/);
  t.regex(failures[2]!.reason, /^hands on 25\.0 % negative relevance \(zero\)$/);
});

test('a map that is positive again at the input is positive, whatever its layers hand on', t => {
  t.true(check('positivity', 0, [[mixed, [3, 1]]]).passed);
  t.true(check('consistency', 0, [[mixed, [3, 1]]]).passed);
});

test('an explanation without relevance is positive', t => {
  t.true(check('positivity', 0, [[sampleOf(4, line('a', {})), [0, 0]]]).passed);
});

test('consistency is conservation and positivity', t => {
  const both = check('consistency', 0.05, [[leaky, [10, -3.5]]]);
  t.true(both.failures.some(({reason}) => /keeps/.test(reason)));
  t.true(both.failures.some(({reason}) => /negative/.test(reason)));
  const sound = sampleOf(8, line('b', {relevanceOut: 8, relevanceIn: 8}));
  t.true(check('consistency', 0, [[sound, [3, 5]]]).passed);
  t.false(check('consistency', 0.05, [[sound, [9, -1]]]).passed);
  t.false(check('consistency', 0.05, [[sound, [3, 4]]]).passed);
});

test('a check carries its name, plan and tolerance', t => {
  const {check: name, plan, tolerance} = check('positivity', 0.05, []);
  t.deepEqual([name, plan, tolerance], ['positivity', 'p', 0.05]);
});

test('the main cause is the largest in size, of either sign', t => {
  t.is(mainCause(line('a', {bias: 1, gain: -2})), 'gain');
  t.is(mainCause(line('a', {masked: 0.5, stabiliser: 0.1})), 'masked');
  t.is(mainCause(line('a', {remainder: 1e-9})), 'remainder');
});
