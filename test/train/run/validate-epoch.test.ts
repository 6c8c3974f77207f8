import test from 'ava';
import type {TrainableNetwork} from '../../../src/train/network/trainable-network.js';
import {validateEpoch} from '../../../src/train/run/validate-epoch.js';
import type {Samples} from '../../../src/train/samples/samples.js';

test('logits whose probabilities round to 1 are ranked all the same', async t => {
  const samples: Samples = {
    count: 4,
    batch: async (_epoch, indices) => Float32Array.from(indices, index => [22, 20, 18, -3][index]!),
    close: async () => {},
  };
  const network = {predict: (batch: Float32Array) => batch} as unknown as TrainableNetwork;
  const labels = [[1], [-1], [-1], [-1]] as const;
  const {scores, meanAveragePrecision} = await validateEpoch(
    network,
    samples,
    {labels, classes: ['horse']},
    {cost: {positiveWeights: [1], smoothing: 0}, batchSize: 3, epoch: 1},
  );
  t.is(meanAveragePrecision, 1);
  t.is(scores[0]!.precision, 1 / 3);
});
