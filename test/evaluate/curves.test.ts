import test from 'ava';
import {joinCurves, meanCurves} from '../../src/evaluate/curves.js';

const spec = {
  ...{name: 'morf', title: 'most relevant first', positionTitle: 'steps', positions: [0, 1]},
  valueTitle: 'score',
};

test('the mean of a curve over rows of two batches, by hand', t => {
  const values = joinCurves(joinCurves(null, [[[[4, 1]], [[4, 0]]]]), [[[[2, 0]], [[2, 2]]]]);
  t.deepEqual(values, [
    [
      [
        [4, 1],
        [2, 0],
      ],
      [
        [4, 0],
        [2, 2],
      ],
    ],
  ]);
  const [curve] = meanCurves('perturbation', [spec], values, 1);
  t.is(curve!.family, 'perturbation');
  t.deepEqual(
    curve!.methods.map(({mean}) => mean),
    [
      [3, 0.5],
      [3, 1],
    ],
  );
  // Of two rows, a mean of resamples is that of one row, the other, or both.
  t.deepEqual(curve!.methods[0]!.low, [2, 0]);
  t.deepEqual(curve!.methods[0]!.high, [4, 1]);
});

test('a band has no width where all rows agree', t => {
  const [curve] = meanCurves(
    'perturbation',
    [spec],
    [
      [
        [
          [3, 1],
          [3, 1],
          [3, 1],
        ],
      ],
    ],
    1,
  );
  t.deepEqual(curve!.methods, [{mean: [3, 1], low: [3, 1], high: [3, 1]}]);
});
