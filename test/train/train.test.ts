import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import type {TrainEvent} from '../../src/train/run-record.js';
import type {TrainOptions} from '../../src/train/train-options.js';
import {train} from '../../src/train/train.js';
import {blobDevkit, type BlobDevkitOptions} from '../helpers/blob-devkit.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

/** Options of a run that a test can wait for. */
async function smallRun(
  t: ExecutionContext,
  {devkit = {}, ...options}: Partial<TrainOptions> & {devkit?: BlobDevkitOptions} = {},
): Promise<TrainOptions> {
  const folder = await temporaryFolder(t);
  return {
    folder: join(folder, 'run'),
    data: {folder: await blobDevkit(folder, devkit), classes: ['person', 'horse']},
    start: {kind: 'architecture', depth: 11, width: 1 / 16, inputSize: [32, 32]},
    head: {hidden: [16]},
    momentum: 0.8,
    epochs: 2,
    batchSize: 8,
    seed: 3,
    device: 'wasm',
    ...options,
  };
}

test('a network learns from scratch which colours are in a picture', async t => {
  const events: TrainEvent[] = [];
  const options = await smallRun(t, {
    devkit: {samples: {train: 60, val: 24}},
    epochs: 12,
    learningRate: 0.004,
    onEvent: event => events.push(event),
  });
  const {record, graph, folder} = await train(options);
  const [first, last] = [record.curves[0]!, record.curves.at(-1)!];
  t.true(last.loss < first.loss / 2);
  t.true(last.meanAveragePrecision! > 0.85);
  t.is(record.status, 'finished');
  t.deepEqual(graph.classes, ['person', 'horse']);
  t.deepEqual((await readdir(folder)).sort(), ['model.onnx', 'run.json']);
  t.is(events.filter(({kind}) => kind === 'epoch').length, 12);
});
