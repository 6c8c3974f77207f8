import test from 'ava';
import fc from 'fast-check';
import type {VocLabel} from '../../../src/data/voc/voc-dataset.js';
import {calibrateClasses} from '../../../src/train/scores/calibration.js';

test('bins, expected calibration error and Brier score, by hand', t => {
  // Quarters are exact in float32.
  const probabilities = Float32Array.of(0, 0.25, 0.25, 0.5, 0.75, 1, 0.875);
  const labels: VocLabel[][] = [[-1], [1], [-1], [-1], [1], [1], [0]];
  const [horse] = calibrateClasses(probabilities, labels, ['horse'], {bins: 2});
  // Below ½: 0, ¼, ¼ (mean 1/6, one of three); from ½: ½, ¾, 1 (mean ¾, two of three). The last sample is left out.
  t.deepEqual(
    horse!.bins.map(({low, high, count}) => [low, high, count]),
    [
      [0, 0.5, 3],
      [0.5, 1, 3],
    ],
  );
  const near = (a: number | null, b: number): boolean => a !== null && Math.abs(a - b) < 1e-12;
  t.true(near(horse!.bins[0]!.confidence, 1 / 6));
  t.true(near(horse!.bins[0]!.frequency, 1 / 3));
  t.true(near(horse!.bins[1]!.confidence, 3 / 4));
  t.true(near(horse!.bins[1]!.frequency, 2 / 3));
  t.true(near(horse!.expectedError, 0.5 * (1 / 6) + 0.5 * (1 / 12)));
  // 0, 9/16, 1/16, 4/16, 1/16, 0.
  t.true(near(horse!.brier, 15 / 16 / 6));
});

test('an empty bin has no frequency and adds nothing', t => {
  const [horse] = calibrateClasses(Float32Array.of(1, 1), [[1], [1]], ['horse']);
  t.is(horse!.bins.length, 10);
  t.deepEqual(horse!.bins[0], {low: 0, high: 0.1, count: 0, confidence: null, frequency: null});
  t.like(horse, {expectedError: 0, brier: 0});
});

test('a class all of whose samples are left out has no scores', t => {
  t.like(calibrateClasses(Float32Array.of(1), [[0]], ['horse'])[0], {
    expectedError: null,
    brier: null,
  });
});

test('bins are a whole number from 1', t => {
  for (const bins of [0, 1.5, -1, Number.NaN, 1e9]) {
    t.throws(() => calibrateClasses(Float32Array.of(1), [[1]], ['horse'], {bins}), {
      code: 'train/bins',
    });
  }
});

test('every probability falls into the one bin whose bounds hold it, up to rounding', t => {
  fc.assert(
    fc.property(
      fc.integer({min: 1, max: 40}),
      fc.float({min: 0, max: 1, noNaN: true}),
      (bins, p) => {
        const [one] = calibrateClasses(Float32Array.of(p), [[1]], ['a'], {bins});
        const hit = one!.bins.filter(({count}) => count === 1);
        return hit.length === 1 && p >= hit[0]!.low - 1e-6 && p <= hit[0]!.high + 1e-6;
      },
    ),
    {seed: 5},
  );
  t.pass();
});
