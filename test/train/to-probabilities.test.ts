import test from 'ava';
import {toProbabilities} from '../../src/train/to-probabilities.js';

test('sigmoid is each by itself, far values saturate', t => {
  const result = toProbabilities(
    {shape: [2, 2], data: Float32Array.of(0, Math.log(3), -1000, 1000)},
    'sigmoid',
  );
  t.deepEqual([...result], [0.5, 0.75, 0, 1]);
});

test('softmax is one of all, even of huge scores', t => {
  const result = toProbabilities(
    {shape: [2, 3], data: Float32Array.of(0, 0, Math.log(2), 1000, -1000, 1000)},
    'softmax',
  );
  t.deepEqual(
    [...result].map(value => Math.round(value * 1e6) / 1e6),
    [0.25, 0.25, 0.5, 0.5, 0, 0.5],
  );
});
