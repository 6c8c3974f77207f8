import test from 'ava';
import fc from 'fast-check';
import {areaShare} from '../../../src/evaluate/localisation/box-mask.js';
import {pointingGame} from '../../../src/evaluate/localisation/pointing-game.js';
import {relevanceMass, weightedMass} from '../../../src/evaluate/localisation/relevance-mass.js';
import {relevanceRank} from '../../../src/evaluate/localisation/relevance-rank.js';
import {randomFrom} from '../../helpers/random.js';

const mask = Uint8Array.of(1, 0, 1, 0, 0);
const closeTo = (value: number, expected: number, within = 1e-12): boolean =>
  Math.abs(value - expected) <= within;

test('by hand: of the two most relevant pixels one lies inside, and it is the first of all', t => {
  const map = [0.9, 0.8, 0.7, 0.1, 0];
  t.is(relevanceRank(map, mask), 1 / 2);
  t.is(pointingGame(map, mask), 1);
  t.true(closeTo(relevanceMass(map, mask), 1.6 / 2.5));
  t.true(closeTo(weightedMass(map, mask), (1.6 / 2.5) * (5 / 2)));
});

test('signs count for the rank and the pointing game: strong negative relevance is last', t => {
  t.is(relevanceRank([-5, 3, 2, 1, -1], mask), 1 / 2);
  t.is(pointingGame([-5, 3, 2, 1, -1], mask), 0);
  t.is(pointingGame([-10, -4, -3, -4, -5], mask), 1);
});

test('ties are shared out: three pixels for the one place that is left, one of them inside', t => {
  // 9 lies inside; of the three 4s one does: (1 + 1/3) / 2.
  t.true(closeTo(relevanceRank([9, 4, 4, 4, 0], mask), (1 + 1 / 3) / 2));
  t.true(closeTo(pointingGame([0, 4, 4, 4, 0], mask), 1 / 3));
  t.is(pointingGame([4, 4, 4, 4, 4], mask), 2 / 5);
});

test('void pixels are neither inside nor outside', t => {
  const withVoid = Uint8Array.of(1, 255, 0, 0, 255);
  t.is(areaShare(withVoid), 1 / 3);
  t.is(relevanceMass([1, 100, 3, 0, 100], withVoid), 1 / 4);
  t.is(weightedMass([1, 100, 3, 0, 100], withVoid), 3 / 4);
  t.is(relevanceRank([2, 100, 1, 0, 100], withVoid), 1);
  t.is(pointingGame([2, 100, 1, 0, 100], withVoid), 1);
});

/** Masks with something inside and something outside, some with void pixels. */
const masks = fc
  .array(fc.constantFrom(0, 1, 1, 0, 255), {minLength: 2, maxLength: 60})
  .filter(values => values.includes(0) && values.includes(1))
  .map(values => Uint8Array.from(values));

test('a perfect map scores 1, its opposite 0, an even one the area', t => {
  t.notThrows(() =>
    fc.assert(
      fc.property(masks, inside => {
        const perfect = [...inside].map(value => (value === 1 ? 2.5 : 0));
        const opposite = [...inside].map(value => (value === 1 ? 0 : 2.5));
        const even = [...inside].map(() => 0.7);
        const area = areaShare(inside);
        const outside = 1 - area;
        for (const score of [relevanceMass, relevanceRank, pointingGame]) {
          if (score(perfect, inside) !== 1) return false;
          if (!closeTo(score(even, inside), area)) return false;
        }
        if (relevanceMass(opposite, inside) !== 0 || pointingGame(opposite, inside) !== 0)
          return false;
        // Where more lies inside than outside, the places left go to pixels inside.
        if (!closeTo(relevanceRank(opposite, inside), Math.max(0, area - outside) / area))
          return false;
        return (
          closeTo(weightedMass(perfect, inside), 1 / area, 1e-9) &&
          closeTo(weightedMass(even, inside), 1, 1e-9)
        );
      }),
      {seed: 7},
    ),
  );
});

test('random maps score the area on average', t => {
  const random = randomFrom(5);
  const inside = Uint8Array.from({length: 100}, (_, pixel) => (pixel % 10 < 3 ? 1 : 0));
  const sums = [0, 0, 0];
  for (let draw = 0; draw < 2000; draw += 1) {
    const map = Array.from({length: 100}, () => random.uniform() - 0.5);
    sums[0]! += relevanceMass(map, inside) / 2000;
    sums[1]! += relevanceRank(map, inside) / 2000;
    sums[2]! += pointingGame(map, inside) / 2000;
  }
  // σ of a mean of 2000: 0.0010 for the mass, 0.0009 for the rank, 0.0102 for the pointing game.
  t.true(closeTo(sums[0]!, 0.3, 0.005), `mass ${sums[0]}`);
  t.true(closeTo(sums[1]!, 0.3, 0.005), `rank ${sums[1]}`);
  t.true(closeTo(sums[2]!, 0.3, 0.04), `pointing ${sums[2]}`);
});

test('turning the sign of a map that lies on its object makes every figure worse', t => {
  const map = [3, -1, 2, 0.5, -2];
  const turned = map.map(value => -value);
  for (const score of [relevanceMass, relevanceRank, pointingGame, weightedMass])
    t.true(score(turned, mask) < score(map, mask));
});

test('scale does not matter, nor does the order of the pixels', t => {
  t.notThrows(() =>
    fc.assert(
      fc.property(
        masks,
        fc.infiniteStream(fc.integer({min: -20, max: 20})),
        fc.constantFrom(0.25, 2, 1024),
        (inside, stream, factor) => {
          const map = [...inside].map(() => stream.next().value as number);
          return [relevanceMass, relevanceRank, pointingGame, weightedMass].every(score => {
            const value = score(map, inside);
            const scaled = map.map(one => one * factor);
            const same = (other: number): boolean =>
              Number.isNaN(value) ? Number.isNaN(other) : closeTo(other, value, 1e-9);
            return (
              same(score(scaled, inside)) && same(score(map.toReversed(), inside.toReversed()))
            );
          });
        },
      ),
      {seed: 7},
    ),
  );
});

// Quantus's definitions, written out here on its terms: sums and argsort over flat arrays, normalise=False, abs=False.
test('RelevanceMassAccuracy, AttributionLocalisation, RelevanceRankAccuracy and PointingGame of Quantus agree on maps without negative values and ties', t => {
  const random = randomFrom(11);
  for (let draw = 0; draw < 200; draw += 1) {
    const inside = Uint8Array.from({length: 12}, (_, pixel) =>
      pixel === 0 || random.uniform() < 0.4 ? 1 : 0,
    );
    const map = Array.from({length: 12}, () => random.uniform());
    const at = [...inside.keys()].filter(pixel => inside[pixel] === 1);
    const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
    const mass = sum(at.map(pixel => map[pixel]!)) / sum(map);
    t.true(closeTo(relevanceMass(map, inside), mass));
    const order = [...map.keys()].sort((a, b) => map[b]! - map[a]!);
    const hits = order.slice(0, at.length).filter(pixel => inside[pixel] === 1).length;
    t.true(closeTo(relevanceRank(map, inside), hits / at.length));
    t.is(pointingGame(map, inside), inside[order[0]!] === 1 ? 1 : 0);
  }
});

test('where Quantus differs: any of several maxima inside counts as a hit there, here the share of them', t => {
  const map = [0.9, 0.9, 0.1, 0];
  t.is(pointingGame(map, Uint8Array.of(0, 1, 0, 0)), 1 / 2);
});
