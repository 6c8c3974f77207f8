import test from 'ava';
import fc from 'fast-check';
import {splitsPair, toCodePoints, toUtf16} from '../../kernel/code-points.js';

test('an emoji is one code point and two UTF-16 units', t => {
  const text = 'a😀b';
  t.deepEqual(
    [0, 1, 2, 3].map(n => toUtf16(text, n)),
    [0, 1, 3, 4],
  );
  t.deepEqual(
    [0, 1, 3, 4].map(n => toCodePoints(text, n)),
    [0, 1, 2, 3],
  );
});

test('the middle of an emoji counts as its start', t => {
  t.is(toCodePoints('a😀b', 2), 1);
});

test('offsets outside the text are moved to its ends', t => {
  for (const [given, expected] of [
    [-1, 0],
    [-Infinity, 2],
    [Number.NaN, 2],
    [99, 2],
    [1.9, 1],
  ] as const) {
    t.is(toCodePoints('ab', given), expected, String(given));
    t.is(toUtf16('ab', given), expected, String(given));
  }
  t.is(toUtf16('😀', 99), 2);
  t.is(toCodePoints('😀', 99), 1);
});

test('halves of pairs that stand alone are code points of their own', t => {
  const text = '\ud83dx\ude00';
  t.is(toUtf16(text, 2), 2);
  t.is(toCodePoints(text, 3), 3);
  t.false(splitsPair(text, 1));
  t.true(splitsPair('😀', 1));
  t.false(splitsPair('😀', 0));
  t.false(splitsPair('😀', 2));
});

test('law: as the string iterator counts, and there and back again', t => {
  fc.assert(
    fc.property(fc.string({unit: 'binary'}), fc.nat(30), (text, n) => {
      const points = [...text];
      const at = Math.min(n, points.length);
      const offset = points.slice(0, at).join('').length;
      t.is(toUtf16(text, at), offset);
      t.is(toCodePoints(text, offset), at);
    }),
    {seed: 7},
  );
});
