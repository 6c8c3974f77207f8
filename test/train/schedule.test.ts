import test from 'ava';
import {scheduleFactor} from '../../src/train/schedule.js';

const along = (schedule: Parameters<typeof scheduleFactor>[0], steps = 101): number[] =>
  Array.from({length: steps}, (_, step) => scheduleFactor(schedule, step, steps));

test('a constant rate stays', t => {
  t.deepEqual(along({kind: 'constant'}, 3), [1, 1, 1]);
});

test('a cosine rises in a straight line and falls to 0, half way down in the middle', t => {
  const factors = along({kind: 'cosine', warmUp: 0.2});
  t.is(factors[10], 0.5);
  t.is(factors[20], 1);
  t.true(Math.abs(factors[60]! - 0.5) < 1e-12);
  t.true(Math.abs(factors[100]!) < 1e-12);
  t.true(factors.every(factor => factor >= 0 && factor <= 1));
  t.true(factors[0]! > 0);
});

test('one cycle goes from 1/25 to 1 to almost nothing', t => {
  const factors = along({kind: 'one-cycle', warmUp: 0.3});
  t.true(Math.abs(factors[0]! - 1 / 25) < 1e-12);
  t.is(factors[30], 1);
  t.true(Math.abs(factors[15]! - (1 + 1 / 25) / 2) < 1e-12);
  t.true(Math.abs(factors[100]! - 1e-4) < 1e-12);
});

test('no warm-up begins at the top, and a single step has the whole rate', t => {
  t.is(along({kind: 'cosine', warmUp: 0})[0], 1);
  for (const kind of ['cosine', 'one-cycle'] as const) {
    for (const warmUp of [0, 0.3]) t.deepEqual(along({kind, warmUp}, 1), [1]);
  }
});
