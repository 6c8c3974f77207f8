import {readdir} from 'node:fs/promises';
import test from 'ava';
import type {TrainableNetwork} from '../../../src/train/network/trainable-network.js';
import {validateEpoch} from '../../../src/train/run/validate-epoch.js';
import type {TrainEvent} from '../../../src/train/run-record.js';
import {train} from '../../../src/train/train.js';
import {runLine} from '../../../src/script/training/curve-files.js';
import {colourRun} from '../../helpers/colour-run.js';

test('a run that diverges after an epoch that was kept ends with the network of that epoch', async t => {
  const notes: string[] = [];
  // A step multiplies the weights by 1 − 10⁴: of the three an epoch the fourth epoch's are beyond float32.
  const options = await colourRun(t, {
    epochs: 9,
    head: {hidden: [], batchNorm: false},
    learningRate: 1e-3,
    weightDecay: 1e7,
    checkpoint: 'loss',
    onEvent: (event: TrainEvent) => event.kind === 'note' && notes.push(event.text),
  });
  const {record, folder} = await train(options);
  t.like(record, {status: 'finished', ended: 'diverged', bestEpoch: 1});
  t.true(record.curves.length > 1 && record.curves.length < 9);
  t.regex(notes.join(), /in epoch \d: .* lower learning rate; the network of epoch 1 is written/);
  t.true(runLine(record).includes(`the loss diverged in epoch ${record.curves.length + 1}`));
  t.deepEqual((await readdir(folder)).sort(), ['model.onnx', 'run.json']);
});

test('divergence that only validation sees is told as such', async t => {
  const network = (logits: readonly number[]): TrainableNetwork =>
    ({predict: () => Float32Array.from(logits)}) as unknown as TrainableNetwork;
  const samples = {count: 1, batch: async () => new Float32Array(1), close: async () => {}};
  const cost = {positiveWeights: [1, 1], smoothing: 0};
  const judge = (logits: readonly number[], label: 0 | 1) =>
    validateEpoch(
      network(logits),
      samples,
      {labels: [[1, label]], classes: ['person', 'horse']},
      {cost, batchSize: 8, epoch: 4},
    );
  for (const label of [0, 1] as const) {
    const found = judge([1, Number.NaN], label);
    await t.throwsAsync(found, {code: 'train/diverged', message: /NaN in epoch 4/});
  }
  t.is((await judge([1, 2], 0)).scores.length, 2);
});
