import test from 'ava';
import {checkFinite} from '../../src/data/check-finite.js';

test('finite numbers pass', t => {
  t.notThrows(() => checkFinite({shape: [2], data: Float32Array.of(0, -3e38)}, 'x.npy'));
});

test('the first number that is not finite is named with its place by axis', t => {
  const data = new Float32Array(24);
  data[17] = Number.NaN;
  data[20] = Number.POSITIVE_INFINITY;
  t.throws(() => checkFinite({shape: [2, 3, 4], data}, 'x.npy'), {
    code: 'data/not-finite',
    message: /^"x\.npy": NaN stands at \[1, 1, 1\] \(the first of 2 such values\)/,
  });
});

test('infinity alone is refused', t => {
  const data = Float32Array.of(Number.NEGATIVE_INFINITY);
  t.throws(() => checkFinite({shape: [1], data}, 'x.npy'), {message: /-Infinity stands at \[0\];/});
});
