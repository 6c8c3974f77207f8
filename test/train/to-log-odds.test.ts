import test from 'ava';
import fc from 'fast-check';
import {toLogOdds} from '../../src/train/to-log-odds.js';
import {toProbabilities} from '../../src/train/to-probabilities.js';

test('of a sigmoid they are the logits themselves', t => {
  const data = Float32Array.of(22, 20, 18, -3);
  t.deepEqual([...toLogOdds({shape: [4, 1], data}, 'sigmoid')], [22, 20, 18, -3]);
});

test('of a softmax each score stands against the sum of the others', t => {
  // ln 1 = 0, ln 2 and ln 3: odds 1 : 5, 2 : 4 and 3 : 3.
  const data = Float32Array.of(0, Math.log(2), Math.log(3));
  const odds = [...toLogOdds({shape: [1, 3], data}, 'softmax')].map(Math.exp);
  [1 / 5, 1 / 2, 1].forEach((expected, k) => {
    t.true(Math.abs(odds[k]! - expected) < 1e-6, `${odds[k]}`);
  });
});

test('of a softmax of two they are the difference, exactly, however sure it is', t => {
  const data = Float32Array.of(60, 0, 61, 0, -1e30, 1e30);
  t.deepEqual(
    [...toLogOdds({shape: [3, 2], data}, 'softmax')],
    [...[60, -60, 61, -61], ...[2 * Math.fround(-1e30), 2 * Math.fround(1e30)]],
  );
});

test('of one class alone a softmax tells no samples apart', t => {
  t.deepEqual([...toLogOdds({shape: [2, 1], data: Float32Array.of(3, -3)}, 'softmax')], [0, 0]);
});

test('the probability of the log-odds is the probability of the scores', t => {
  const scores = fc.integer({min: 1, max: 6}).chain(classes =>
    fc.array(
      fc.array(fc.float({min: -30, max: 30, noNaN: true}), {
        minLength: classes,
        maxLength: classes,
      }),
      {minLength: 1, maxLength: 4},
    ),
  );
  fc.assert(
    fc.property(scores, fc.constantFrom('sigmoid' as const, 'softmax' as const), (rows, head) => {
      const classes = rows[0]!.length;
      if (head === 'softmax' && classes === 1) return true;
      const logits = {shape: [rows.length, classes], data: Float32Array.from(rows.flat())};
      const probabilities = toProbabilities(logits, head);
      return toLogOdds(logits, head).every(
        (odds, i) => Math.abs(1 / (1 + Math.exp(-odds)) - probabilities[i]!) < 1e-6,
      );
    }),
    {seed: 5},
  );
  t.pass();
});
