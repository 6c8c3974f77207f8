import test from 'ava';
import fc from 'fast-check';
import {
  averagePrecision,
  precisionRecallCurve,
  type RankedSample,
} from '../../../src/train/scores/average-precision.js';

function ranked(...pairs: readonly (readonly [number, number])[]): RankedSample[] {
  return pairs.map(([score, positive]) => ({score, positive: positive === 1}));
}

function near(a: number | null, b: number): boolean {
  return a !== null && Math.abs(a - b) < 1e-12;
}

// Ranks: +, -, +, +, -. Precision at the hits: 1, 2/3, 3/4.
const five = ranked([0.9, 1], [0.8, 0], [0.7, 1], [0.6, 1], [0.5, 0]);

test('the area under the monotone curve takes the best precision from each recall on', t => {
  // Recall 0…1/3 at precision 1, 1/3…1 at max(2/3, 3/4).
  t.true(near(averagePrecision(five), 1 / 3 + (2 / 3) * 0.75));
});

test('the steps as they are give what scikit-learn defines', t => {
  // Σ (Rₙ − Rₙ₋₁)·Pₙ.
  t.true(near(averagePrecision(five, 'steps'), (1 + 2 / 3 + 3 / 4) / 3));
  // The example of scikit-learn's documentation: y = [0, 0, 1, 1], scores [0.1, 0.4, 0.35, 0.8] give 0.83….
  const documented = ranked([0.1, 0], [0.4, 0], [0.35, 1], [0.8, 1]);
  t.true(near(averagePrecision(documented, 'steps'), 5 / 6));
});

test('the eleven points of VOC2007 are the recalls 0, 0.1, …, 1', t => {
  // Recalls 0 to 0.3 have precision 1 (four points), 0.4 to 1 have 3/4 (seven).
  t.true(near(averagePrecision(five, 'voc2007'), (4 + 7 * 0.75) / 11));
});

test('a recall of exactly three tenths counts for the point 0.3', t => {
  // Three hits of ten first, then everything else at once: 10 of 20.
  const samples = ranked(
    [0.9, 1],
    [0.8, 1],
    [0.7, 1],
    ...Array.from({length: 7}, () => [0.1, 1] as const),
    ...Array.from({length: 10}, () => [0.1, 0] as const),
  );
  t.true(near(averagePrecision(samples, 'voc2007'), (4 + 7 * 0.5) / 11));
  t.true(near(averagePrecision(samples), 0.3 + 0.7 * 0.5));
});

test('equal scores are called together', t => {
  // One threshold that matters: two of four.
  const tied = ranked([0.5, 1], [0.5, 0], [0.5, 0], [0.5, 1]);
  for (const method of ['voc2010', 'voc2007', 'steps'] as const)
    t.is(averagePrecision(tied, method), 0.5);
});

test('the curve has a point for each distinct score', t => {
  t.deepEqual(precisionRecallCurve(ranked([0.9, 1], [0.5, 0], [0.5, 1], [0.1, 0])), [
    {recall: 0.5, precision: 1},
    {recall: 1, precision: 2 / 3},
    {recall: 1, precision: 0.5},
  ]);
  t.deepEqual(precisionRecallCurve(ranked([0.9, 0])), []);
});

test('a perfect ranking has 1, a class without positives has none', t => {
  for (const method of ['voc2010', 'voc2007', 'steps'] as const) {
    t.is(averagePrecision(ranked([0.9, 1], [0.8, 1], [0.1, 0]), method), 1);
    t.is(averagePrecision(ranked([0.9, 0], [0.8, 0]), method), null);
    t.is(averagePrecision([], method), null);
  }
});

const samples = fc.array(
  fc.record({score: fc.integer({min: 0, max: 6}).map(n => n / 6), positive: fc.boolean()}),
  {maxLength: 30},
);
const method = fc.constantFrom('voc2010' as const, 'voc2007' as const, 'steps' as const);

test('the order of samples does not matter', t => {
  fc.assert(
    fc.property(
      samples.chain(list =>
        fc.tuple(
          fc.constant(list),
          fc.shuffledSubarray(list, {minLength: list.length, maxLength: list.length}),
        ),
      ),
      method,
      ([list, shuffled], how) => averagePrecision(list, how) === averagePrecision(shuffled, how),
    ),
    {seed: 5},
  );
  t.pass();
});

test('only the order of scores matters, not their size', t => {
  fc.assert(
    fc.property(samples, method, (list, how) => {
      const bent = list.map(({score, positive}) => ({score: score ** 3 / 2, positive}));
      return averagePrecision(list, how) === averagePrecision(bent, how);
    }),
    {seed: 5},
  );
  t.pass();
});

test('the monotone area is never below the steps', t => {
  fc.assert(
    fc.property(
      samples,
      list => (averagePrecision(list) ?? 0) >= (averagePrecision(list, 'steps') ?? 0) - 1e-12,
    ),
    {seed: 5},
  );
  t.pass();
});
