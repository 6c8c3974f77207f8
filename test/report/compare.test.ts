import test from 'ava';
import {
  compare,
  comparePlans,
  cosine,
  likeness,
  rankCorrelation,
  ranks,
} from '../../src/report/compare.js';
import {differenceTable, likenessTable} from '../../src/report/comparison-sections.js';
import {explained, firstPlan, planOf, secondPlan, zero, zplus} from './explained.js';

const near = (actual: number, expected: number): boolean => Math.abs(actual - expected) < 1e-12;

test('the cosine of (3, 4) and (4, 3) is 24/25', t => {
  t.true(near(cosine([3, 4], [4, 3]), 0.96));
});

test('the cosine is 1 in one direction, −1 in opposite ones, 0 at right angles', t => {
  t.true(near(cosine([1, 2], [10, 20]), 1));
  t.true(near(cosine([1, 2], [-1, -2]), -1));
  t.is(cosine([1, 0], [0, 5]), 0);
});

test('the cosine with nothing is no number', t => {
  t.is(cosine([0, 0], [1, 2]), Number.NaN);
  t.is(cosine([], []), Number.NaN);
});

test('the cosine holds where squares would leave float32', t => {
  t.true(near(cosine(Float32Array.of(1e30, 0), Float32Array.of(1e30, 1e30)), Math.SQRT1_2));
});

test('equal values share the mean of their ranks', t => {
  t.deepEqual([...ranks([10, 20, 20, 5])], [2, 3.5, 3.5, 1]);
  t.deepEqual([...ranks([7, 7, 7])], [2, 2, 2]);
  t.deepEqual([...ranks([0, -0, -1])], [2.5, 2.5, 1]);
  t.deepEqual([...ranks([])], []);
});

test("Spearman's correlation without ties is 1 − 6Σd²/n(n²−1)", t => {
  // d = 1, −1, 0, 0, 0: 1 − 12/120.
  t.true(near(rankCorrelation([1, 2, 3, 4, 5], [20, 10, 30, 40, 50]), 0.9));
  t.true(near(rankCorrelation([1, 2, 3], [9, 4, 1]), -1));
});

test("Spearman's correlation with ties is Pearson's of the mean ranks", t => {
  // Ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: Σab = 4.5, Σaa = 4.5, Σbb = 5.
  t.true(near(rankCorrelation([1, 2, 2, 3], [1, 2, 3, 4]), 4.5 / Math.sqrt(4.5 * 5)));
});

test("Spearman's correlation sees order alone", t => {
  t.true(near(rankCorrelation([1, 2, 3, 4], [1, 10, 100, 1e6]), 1));
  t.is(rankCorrelation([1, 1], [1, 2]), Number.NaN);
});

test('two maps are held against each other value by value', t => {
  const like = likeness(Float32Array.of(3, 4), Float32Array.of(4, 3));
  t.true(near(like.cosine, 0.96));
  t.true(near(like.rankCorrelation, -1));
  t.is(like.largestDifference, 1);
});

test('plans differ in the layers whose rule reads otherwise, in forward order', t => {
  const first = planOf('a', {3: zero, 1: zero});
  const second = planOf('b', {1: zplus, 2: {kind: 'gradient'}, 3: zero});
  t.deepEqual(comparePlans(first, second), [
    {layer: 'dense1', index: 0, first: 'zero', second: 'zplus bias drop'},
    {layer: 'activation2', index: null, first: 'default', second: 'gradient'},
  ]);
  t.deepEqual(comparePlans(first, {...first, name: 'c'}), []);
});

test('a stabiliser or bias clause is a difference too', t => {
  const first = planOf('a', {1: zero});
  const second = planOf('b', {1: {...zero, stabiliser: 1e-3} as typeof zero});
  t.is(comparePlans(first, second)[0]!.second, 'zero stabiliser 0.001');
});

test('a comparison has a row for each row of the explanation, and reads as tables', t => {
  const comparison = compare(explained, firstPlan, secondPlan);
  const [row] = comparison.rows;
  t.is(row!.label, 'x.png for dog (1)');
  t.is(row!.largestDifference, 5.5);
  // (6 − 1)/2 over √37 · √½.
  // The sums are 6 − 1 and ½ + ½.
  t.deepEqual(likenessTable(comparison).rows, [
    ['x.png for dog (1)', (2.5 / Math.sqrt(37 / 2)).toFixed(4), 'NaN', '5.5', '5', '1'],
  ]);
  t.deepEqual(differenceTable(comparison), {
    headers: ['#', 'layer', 'a', 'b'],
    align: ['right', 'left', 'left', 'left'],
    rows: [['0', 'dense1', 'zero', 'zplus bias drop']],
  });
});
