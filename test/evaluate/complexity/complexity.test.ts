import test from 'ava';
import fc from 'fast-check';
import {giniIndex} from '../../../src/evaluate/complexity/gini-index.js';
import {relevanceEntropy} from '../../../src/evaluate/complexity/relevance-entropy.js';

const closeTo = (value: number, expected: number, within = 1e-12): boolean =>
  Math.abs(value - expected) <= within;

test('by hand: the Gini index of 1, 2, 3, 4', t => {
  // 1 − 2/10 · (1·3.5 + 2·2.5 + 3·1.5 + 4·0.5)/4 = 1 − 2/10 · 15/4
  t.true(closeTo(giniIndex([1, 2, 3, 4]), 1 - (2 / 10) * (15 / 4)));
  t.true(closeTo(giniIndex([-4, 1, 3, -2]), 0.25));
});

test('by hand: the entropy of a half and two quarters is 1.5 bits', t => {
  t.true(closeTo(relevanceEntropy([2, -1, 0, 1]), 1.5 * Math.LN2));
});

test('an even map: no inequality, the most entropy', t => {
  for (const d of [1, 2, 7, 100]) {
    const even = Array.from({length: d}, (_, pixel) => (pixel % 2 === 0 ? 0.3 : -0.3));
    t.true(closeTo(giniIndex(even), 0));
    t.true(closeTo(relevanceEntropy(even), Math.log(d)));
  }
});

test('all on one pixel: the most inequality, no entropy', t => {
  for (const d of [2, 5, 9216]) {
    const one = Array.from({length: d}, (_, pixel) => (pixel === 1 ? -3 : 0));
    t.true(closeTo(giniIndex(one), 1 - 1 / d));
    t.is(relevanceEntropy(one), 0);
  }
});

test('a map of zeros is neither simple nor complex', t => {
  t.true(Number.isNaN(giniIndex([0, 0])));
  t.true(Number.isNaN(relevanceEntropy([0, 0])));
});

const maps = fc
  .array(fc.double({min: -1e3, max: 1e3, noNaN: true}), {minLength: 1, maxLength: 50})
  .map(map => map.map(value => (Math.abs(value) < 1e-6 ? 0 : value)))
  .filter(map => map.some(value => value !== 0));

test('size, sign and order of a map do not matter, and both figures keep to their range', t => {
  t.notThrows(() =>
    fc.assert(
      fc.property(maps, fc.double({min: 0.01, max: 100, noNaN: true}), (map, factor) => {
        const [gini, entropy] = [giniIndex(map), relevanceEntropy(map)];
        const other = map.map(value => -factor * value).toReversed();
        return (
          closeTo(giniIndex(other), gini, 1e-9) &&
          closeTo(relevanceEntropy(other), entropy, 1e-9) &&
          gini >= -1e-12 &&
          gini <= 1 - 1 / map.length + 1e-12 &&
          entropy >= 0 &&
          entropy <= Math.log(map.length) + 1e-9
        );
      }),
      {seed: 7},
    ),
  );
});

test('moving relevance from a large pixel to a small one makes a map more complex (Hurley and Rickard: Robin Hood)', t => {
  t.notThrows(() =>
    fc.assert(
      fc.property(
        fc.array(fc.integer({min: 0, max: 50}), {minLength: 2, maxLength: 20}),
        fc.double({min: 0.1, max: 0.9, noNaN: true}),
        (map, share) => {
          const rich = map.indexOf(Math.max(...map));
          const poor = map.indexOf(Math.min(...map));
          const amount = (share * (map[rich]! - map[poor]!)) / 2;
          if (amount === 0) return true;
          const after = map.with(rich, map[rich]! - amount).with(poor, map[poor]! + amount);
          return (
            giniIndex(after) < giniIndex(map) && relevanceEntropy(after) > relevanceEntropy(map)
          );
        },
      ),
      {seed: 7},
    ),
  );
});

// Quantus's Sparseness: Σ_i (2i − n − 1)·a_i / (n·Σa) over the sorted a = |R|/max|R| + 1e-7; its Complexity: scipy's entropy of |R|/Σ|R|.
test('Sparseness of Quantus agrees up to the 1e-7 that it adds to each value', t => {
  const map = [0.2, -1.4, 0, 0.9, 3.1, -0.05];
  const most = 3.1;
  const a = map.map(value => Math.abs(value) / most + 1e-7).sort((x, y) => x - y);
  const total = a.reduce((x, y) => x + y, 0);
  const sparseness =
    a.reduce((sum, value, index) => sum + (2 * (index + 1) - a.length - 1) * value, 0) /
    (a.length * total);
  t.true(closeTo(giniIndex(map), sparseness, 1e-6));
});

test('Complexity of Quantus agrees: log Σ|R| − Σ |R| log |R| / Σ|R|', t => {
  const map = [0.2, -1.4, 0.9, 3.1, -0.05];
  const total = 5.65;
  const weighted = map.reduce((sum, value) => sum + Math.abs(value) * Math.log(Math.abs(value)), 0);
  t.true(closeTo(relevanceEntropy(map), Math.log(total) - weighted / total));
});
