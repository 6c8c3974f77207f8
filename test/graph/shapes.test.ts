import test from 'ava';
import fc from 'fast-check';
import {ceilWindowOutput, samePadding, windowCounts, windowOutput} from '../../src/graph/shapes.js';

const window = {kernel: 3, stride: 2, dilation: 1};

test('incomplete windows are left out, or counted if they begin in time', t => {
  t.is(windowOutput(6, window, {before: 0, after: 0}), 2);
  t.is(ceilWindowOutput(6, window, {before: 0, after: 0}), 3);
  t.is(ceilWindowOutput(4, {kernel: 1, stride: 2, dilation: 1}, {before: 0, after: 0}), 2);
});

test('an odd cell of same padding goes to the end, or to the beginning', t => {
  t.deepEqual(samePadding(6, window, 'upper'), {before: 0, after: 1});
  t.deepEqual(samePadding(6, window, 'lower'), {before: 1, after: 0});
});

test('law: same padding gives ⌈length/stride⌉ positions', t => {
  const upTo = (max: number): fc.Arbitrary<number> => fc.integer({min: 1, max});
  fc.assert(
    fc.property(upTo(40), upTo(7), upTo(5), upTo(3), (length, kernel, stride, dilation) => {
      const given = {kernel, stride, dilation};
      return (
        windowOutput(length, given, samePadding(length, given, 'upper')) ===
        Math.ceil(length / stride)
      );
    }),
    {seed: 1},
  );
  t.pass();
});

test('windows count their cells inside the input and the padding that counts', t => {
  const pool = {kernel: [2, 2], stride: [2, 2], padding: [1, 1, 0, 0]} as const;
  t.deepEqual([...windowCounts([3, 3], [2, 2], pool, [0, 0, 0, 0]).data], [1, 2, 2, 4]);
  t.deepEqual([...windowCounts([3, 3], [2, 2], pool, [1, 1, 0, 0]).data], [4, 4, 4, 4]);
});
