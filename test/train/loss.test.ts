import test from 'ava';
import {crossEntropy} from '../../src/train/loss.js';
import {positiveWeightsOf} from '../../src/train/positive-weights.js';

const plain = {positiveWeights: [1, 1], smoothing: 0};

test('at logits of 0 every label costs ln 2, and half a label is missing', t => {
  const {loss, gradient} = crossEntropy(
    new Float32Array(4),
    [
      [1, -1],
      [-1, 1],
    ],
    plain,
  );
  t.true(Math.abs(loss - Math.LN2) < 1e-12);
  t.deepEqual([...gradient], [-0.125, 0.125, 0.125, -0.125]);
});

test('labels of difficult objects alone cost nothing and pull nowhere', t => {
  const logits = Float32Array.from([3, 0, -2, 50]);
  const masked = crossEntropy(
    logits,
    [
      [1, -1],
      [-1, 0],
    ],
    plain,
  );
  const expected = (Math.log1p(Math.exp(-3)) + Math.LN2 + Math.log1p(Math.exp(-2))) / 3;
  t.true(Math.abs(masked.loss - expected) < 1e-7);
  t.is(masked.gradient[3], 0);
  t.is(masked.counted, 3);
  t.deepEqual(
    crossEntropy(
      logits,
      [
        [0, 0],
        [0, 0],
      ],
      plain,
    ),
    {
      loss: 0,
      gradient: new Float32Array(4),
      counted: 0,
    },
  );
});

test('a class weight multiplies what positive labels cost', t => {
  const [once, thrice] = [1, 3].map(weight =>
    crossEntropy(Float32Array.from([0.5, 0.5]), [[1, 1]], {
      positiveWeights: [weight, 1],
      smoothing: 0,
    }),
  );
  t.true(Math.abs(thrice!.loss - 2 * once!.loss) < 1e-12);
  t.true(Math.abs(thrice!.gradient[0]! - 3 * once!.gradient[0]!) < 1e-7);
  t.is(thrice!.gradient[1], once!.gradient[1]);
});

test('a smoothed label is met before certainty', t => {
  const smooth = {positiveWeights: [1], smoothing: 0.2};
  const best = Math.log(0.9 / 0.1);
  const {gradient} = crossEntropy(Float32Array.from([best]), [[1]], smooth);
  t.true(Math.abs(gradient[0]!) < 1e-7);
  const {gradient: beyond} = crossEntropy(Float32Array.from([best + 1]), [[1]], smooth);
  t.true(beyond[0]! > 0);
});

test('logits beyond what exp can hold still cost finite amounts', t => {
  const {loss, gradient} = crossEntropy(Float32Array.from([1e4, -1e4]), [[-1, 1]], plain);
  t.is(loss, 1e4);
  t.deepEqual([...gradient], [0.5, -0.5]);
});

test('balanced, the positive labels of a class weigh as much as its negative ones', t => {
  const labels = [
    [1, 1],
    [-1, 1],
    [-1, 0],
    [-1, -1],
  ] as const;
  t.deepEqual(positiveWeightsOf('balanced', labels, 2), [3, 0.5]);
  t.deepEqual(positiveWeightsOf('none', labels, 2), [1, 1]);
  t.deepEqual(positiveWeightsOf([2, 4], labels, 2), [2, 4]);
});
