import test from 'ava';
import {agreement} from '../../bench/agreement.js';

test('equal heatmaps differ by nothing', t => {
  const map = Float32Array.of(1, -2, 0.5);
  const {difference, cosine} = agreement(map, map);
  t.is(difference, 0);
  t.true(Math.abs(cosine - 1) < 1e-12);
});

test('the difference is relative to the largest value, the cosine knows no scale', t => {
  const {difference, cosine} = agreement(Float32Array.of(3, 0, 4), Float32Array.of(6, 0, 8));
  t.is(difference, 0.5);
  t.true(Math.abs(cosine - 1) < 1e-12);
  t.is(agreement(Float32Array.of(1, 0), Float32Array.of(0, 1)).cosine, 0);
});

test('heatmaps of different sizes are not compared', t => {
  t.throws(() => agreement(new Float32Array(2), new Float32Array(3)), {
    message: '2 numbers against 3',
  });
});
