import {join} from 'node:path';
import test from 'ava';
import {loadModel} from '../../src/model/load-model.js';
import {train} from '../../src/train/train.js';
import {blobDevkit} from '../helpers/blob-devkit.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

const classes = ['person', 'horse', 'dog'];
const quick = {epochs: 1, batchSize: 8, seed: 3, device: 'cpu'} as const;
const plain = {hidden: [], dropout: 0} as const;

test('features learnt from windows serve whole pictures of another size', async t => {
  const folder = await temporaryFolder(t);
  const devkit = await blobDevkit(folder, {size: 64, samples: {train: 12, val: 6}});
  const windows = await train({
    ...quick,
    folder: join(folder, 'windows'),
    data: {folder: devkit, classes, windows: 32},
    start: {kind: 'architecture', depth: 11, width: 1 / 64, inputSize: [32, 32]},
    head: plain,
  });
  // One window an object, six scenes of 9 objects in turn, and one without objects where there is room.
  t.true(windows.record.data.train.samples >= 18);
  const graph = await loadModel(join(folder, 'windows'));
  t.deepEqual(graph.nodes[graph.input]!.shape, [3, 32, 32]);
  const whole = await train({
    ...quick,
    folder: join(folder, 'whole'),
    data: {folder: devkit, classes: ['person', 'horse']},
    start: {kind: 'model', graph, inputSize: [64, 64]},
    head: plain,
  });
  t.is(whole.record.data.train.samples, 12);
  t.deepEqual(whole.graph.nodes[0]!.shape, [3, 64, 64]);
  const weights = (nodes: typeof graph.nodes) =>
    nodes.flatMap(node => (node.kind === 'conv' ? [...node.weight.data] : []));
  t.deepEqual(weights(whole.graph.nodes), weights(graph.nodes));
});

test('windows of another size than the input are refused', async t => {
  const folder = await temporaryFolder(t);
  const devkit = await blobDevkit(folder, {size: 64, samples: {train: 6, val: 6}});
  const run = train({
    ...quick,
    folder: join(folder, 'run'),
    data: {folder: devkit, classes, windows: 48},
    start: {kind: 'architecture', depth: 11, width: 1 / 64, inputSize: [32, 32]},
    head: plain,
  });
  await t.throwsAsync(run, {code: 'train/option', message: /data\.windows/});
});
