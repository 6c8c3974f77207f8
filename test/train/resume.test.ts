import {cp, readdir, readFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import test from 'ava';
import type {RunRecord, TrainEvent} from '../../src/train/run-record.js';
import type {TrainOptions} from '../../src/train/train-options.js';
import {train} from '../../src/train/train.js';
import {blobDevkit} from '../helpers/blob-devkit.js';
import {colourRun} from '../helpers/colour-run.js';
import {smallRun} from '../helpers/small-run.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

const augment = {rotate: 10, shift: 0.1, zoom: 0.1, flip: 0.5, colour: 0.2};
const start = {kind: 'architecture', depth: 11, width: 1 / 16, inputSize: [32, 32]} as const;

interface Case {
  readonly name: string;
  readonly changes: Partial<TrainOptions>;
  /** Pixels of the windows that are learnt from. */
  readonly windows?: number;
  /** When it is stopped: once each, one after the other. */
  readonly stops: readonly ((event: TrainEvent) => boolean)[];
}

const within = (epoch: number) => (event: TrainEvent) =>
  event.kind === 'step' && event.epoch === epoch && event.done < event.total;
const after = (epoch: number) => (event: TrainEvent) =>
  event.kind === 'epoch' && event.record.epoch === epoch;

const cases: readonly Case[] = [
  {
    name: 'frozen features in variants',
    changes: {start: {...start, unfreeze: 'none'}, augment, variants: 2, epochs: 3},
    stops: [event => event.kind === 'features' && event.done > 0, within(1), after(2)],
  },
  {
    name: 'the last block, weight decay and a cosine',
    changes: {
      start: {...start, unfreeze: 'last-block'},
      augment,
      variants: 2,
      weightDecay: 0.1,
      labelSmoothing: 0.1,
      schedule: {kind: 'cosine', warmUp: 0.2},
      epochs: 3,
    },
    stops: [within(2), after(2)],
  },
  {
    name: 'windows, changed anew in every epoch',
    changes: {augment, epochs: 2},
    windows: 32,
    stops: [after(1), within(2)],
  },
  {
    name: 'patience',
    changes: {start: {...start, unfreeze: 'none'}, epochs: 40, patience: 2, learningRate: 0.05},
    // In the middle of the count.
    stops: [within(1), event => event.kind === 'epoch' && !event.record.kept],
  },
];

for (const {name, changes, windows = null, stops} of cases) {
  test.serial(
    `a run stopped and resumed gives the bytes of an undisturbed one: ${name}`,
    async t => {
      process.env['LRPLAB_CACHE'] = await temporaryFolder(t);
      const devkit = {samples: {train: 18, val: 6}, size: windows === null ? 32 : 48};
      const small = await smallRun(t, {start, checkpoint: 'loss', devkit, ...changes});
      const options = {...small, data: {...small.data, windows}};
      const undisturbed = await train(options);
      // Features are computed anew.
      process.env['LRPLAB_CACHE'] = await temporaryFolder(t);
      const folder = `${options.folder}-stopped`;
      for (const [index, stopsHere] of stops.entries()) {
        const control = new AbortController();
        const onEvent = (event: TrainEvent): void => {
          if (stopsHere(event)) control.abort(new Error('enough'));
        };
        const {signal} = control;
        const run = train({...options, folder, resume: index > 0, signal, onEvent});
        await t.throwsAsync(run, {message: 'enough'});
      }
      const {record} = await train({...options, folder, resume: true});
      const files = await Promise.all(
        [folder, options.folder].map(each => readFile(join(each, 'model.onnx'))),
      );
      t.true(files[0]!.equals(files[1]!));
      const losses = ({curves}: RunRecord): number[] => curves.map(point => point.validationLoss);
      t.deepEqual(losses(record), losses(undisturbed.record));
      t.is(record.ended, undisturbed.record.ended);
    },
  );
}

test('of a folder with several years one is named', async t => {
  const options = await colourRun(t, {epochs: 1});
  const devkit = dirname(options.data.folder);
  const other = await blobDevkit(await temporaryFolder(t), {samples: {train: 12, val: 6}});
  await cp(other, join(devkit, 'VOC2007'), {recursive: true});
  const data = {...options.data, folder: devkit};
  await t.throwsAsync(train({...options, data}), {code: 'voc/which-year'});
  t.deepEqual(await readdir(dirname(options.folder)), ['VOCdevkit']);
  const {record} = await train({...options, data: {...data, year: '2007'}});
  t.is(record.data.train.samples, 12);
  t.is(record.settings.data.year, '2007');
});
