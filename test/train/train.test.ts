import {readdir, readFile, stat, truncate, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {LrpError} from '../../src/errors/lrp-error.js';
import {loadModel} from '../../src/model/load-model.js';
import type {RunRecord, TrainEvent} from '../../src/train/run-record.js';
import type {TrainOptions} from '../../src/train/train-options.js';
import {train} from '../../src/train/train.js';
import {blobDevkit} from '../helpers/blob-devkit.js';
import {smallRun} from '../helpers/small-run.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

const augment = {rotate: 10, shift: 0.1, zoom: 0.1, flip: 0.5, colour: 0.2};

async function refusal(t: ExecutionContext, options: TrainOptions): Promise<LrpError> {
  return (await t.throwsAsync(train(options), {instanceOf: LrpError}))!;
}

/** Everything of a record but how long it took. */
function timeless(record: RunRecord): object {
  const curves = record.curves.map(point => ({...point, seconds: 0, waited: 0}));
  return {...record, curves, seconds: 0};
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
  t.true(record.curves.every(({waited, seconds}) => waited! > 0 && waited! < seconds));
});

test('the folder holds the network, as the graph given back, and the record', async t => {
  const {folder, graph, record} = await train(await smallRun(t, {epochs: 1}));
  const read = await loadModel(folder);
  t.deepEqual(read.classes, graph.classes);
  t.deepEqual(read.preprocessing, graph.preprocessing);
  t.deepEqual(
    read.nodes.map(({kind, shape}) => [kind, shape]),
    graph.nodes.map(({kind, shape}) => [kind, shape]),
  );
  t.is(read.head, 'sigmoid');
  const written = JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')) as RunRecord;
  t.deepEqual(written, record);
  t.deepEqual(record.data.train, {...record.data.train, samples: 24, counts: [12, 12], others: 4});
  t.is(record.settings.device, 'wasm');
  t.is(record.curves.length, 1);
});

test('the same seed gives the same bytes, another one does not', async t => {
  const weights = async (options: Partial<TrainOptions>): Promise<string> => {
    const {folder} = await train(await smallRun(t, options));
    return (await readFile(join(folder, 'model.onnx'))).toString('base64');
  };
  const first = await weights({augment});
  t.is(await weights({augment}), first);
  t.not(await weights({augment, seed: 4}), first);
});

test('a run stopped between and within epochs and resumed gives what an undisturbed one does', async t => {
  const options = await smallRun(t, {epochs: 4, checkpoint: 'loss'});
  const undisturbed = await train(options);
  const folder = join(await temporaryFolder(t), 'run');
  const stopAt = async (resume: boolean, stops: (event: TrainEvent) => boolean): Promise<void> => {
    const control = new AbortController();
    const onEvent = (event: TrainEvent): void => {
      if (stops(event)) control.abort(new Error('enough'));
    };
    const {signal} = control;
    await t.throwsAsync(train({...options, folder, resume, signal, onEvent}), {message: 'enough'});
  };
  // Within the first epoch, at the end of the first, and within the third.
  await stopAt(false, event => event.kind === 'step' && event.done === 8);
  await stopAt(true, event => event.kind === 'epoch' && event.record.epoch === 1);
  await stopAt(true, event => event.kind === 'step' && event.epoch === 3 && event.done === 16);
  const events: TrainEvent[] = [];
  const onEvent = (event: TrainEvent): unknown => events.push(event);
  const resumed = await train({...options, folder, resume: true, onEvent});
  t.deepEqual(timeless(resumed.record), timeless(undisturbed.record));
  const [mine, theirs] = await Promise.all(
    [folder, options.folder].map(each => readFile(join(each, 'model.onnx'))),
  );
  t.true(mine!.equals(theirs!));
  t.deepEqual(
    events.flatMap(event => (event.kind === 'epoch' ? [event.record.epoch] : [])),
    [3, 4],
  );
});

test('a run is not resumed with other options or data; what differs is named', async t => {
  const control = new AbortController();
  const options = await smallRun(t);
  const {signal} = control;
  const onEvent = (event: TrainEvent): void => {
    if (event.kind === 'epoch') control.abort(new Error('enough'));
  };
  await t.throwsAsync(train({...options, signal, onEvent}), {message: 'enough'});
  const other = await refusal(t, {...options, resume: true, learningRate: 0.5, epochs: 9});
  t.is(other.code, 'train/other-run');
  t.regex(other.message, /epochs was 2, is 9; learningRate was 0.001, is 0.5;/);
  const folder = await blobDevkit(await temporaryFolder(t), {samples: {train: 24, val: 6}});
  const data = await refusal(t, {...options, resume: true, data: {...options.data, folder}});
  t.regex(data.message, /data.validation.hash was/);
  t.is((await refusal(t, options)).code, 'train/folder-taken');
  const nothing = await refusal(t, {...options, folder: `${options.folder}-2`, resume: true});
  t.is(nothing.code, 'train/nothing-to-resume');
  await train({...options, resume: true});
  t.is((await refusal(t, {...options, resume: true})).code, 'train/finished');
  t.is((await refusal(t, options)).code, 'train/folder-taken');
  t.is((await train({...options, overwrite: true})).record.status, 'finished');
});

test('patience ends a run, and the best epoch is what is written', async t => {
  const options = await smallRun(t, {
    epochs: 40,
    patience: 2,
    checkpoint: 'loss',
    learningRate: 0.05,
  });
  const {record} = await train(options);
  t.is(record.ended, 'patience');
  t.is(record.curves.length, record.bestEpoch! + 2);
  const losses = record.curves.map(({validationLoss}) => validationLoss);
  t.is(Math.min(...losses), record.validation!.validationLoss);
});

test('a split without a class, a weight too few and options out of range are refused', async t => {
  const options = await smallRun(t);
  const {data} = options;
  const start = {kind: 'architecture', depth: 11} as const;
  const sets = join(data.folder, 'ImageSets', 'Main');
  const names = (await readFile(join(sets, 'train.txt'), 'utf8')).split('\n').slice(0, 13);
  await writeFile(join(sets, 'odd.txt'), names.join('\n'));
  const cases: readonly [Partial<TrainOptions>, RegExp][] = [
    [{data: {...data, classes: ['cat']}}, /no picture of cat/],
    [{classWeights: [1]}, /classWeights: expected one number for each of 2 classes, got 1/],
    [{epochs: 0}, /epochs: expected a whole number of at least 1, got 0/],
    [{head: {dropout: 1}}, /head.dropout: expected a share from 0 to below 1, got 1/],
    [{learningRate: Number.NaN}, /learningRate: expected a number above 0, got NaN/],
    [{variants: 3}, /variants: expected 1 where pictures are not augmented, got 3/],
    [{data: {...data, validation: 'train'}}, /data.validation: expected another split/],
    [{augment, variants: 3}, /variants: expected 1 where no layers are frozen/],
    [
      {head: {hidden: [1e9]}},
      /head.hidden: expected dense layers of less than .* for 32 to 1000000000 to 2/,
    ],
    [{start: {...start, width: 6}}, /start.width: expected a factor of at most 5, got 6/],
    [{start: {...start, inputSize: [1e6, 32]}}, /start.inputSize: expected at most 4096 pixels/],
    [{batchSize: 1}, /24 training samples in batches of at most 1 .* batch norm "bn1"/],
    [{batchSize: 2, data: {...data, train: 'odd'}}, /13 training samples .* at least 3/],
    [{device: 'webgpu' as 'wasm'}, /device: expected one of auto, node-gpu, node, wasm, cpu/],
  ];
  for (const [changes, message] of cases) {
    t.regex((await refusal(t, {...options, ...changes})).message, message);
  }
  t.deepEqual(await readdir(join(options.folder, '..')), ['VOCdevkit']);
});

test('a picture cut off behind its header is left out, counted and told of; strict, it ends the run', async t => {
  const events: TrainEvent[] = [];
  const options = await smallRun(t, {epochs: 1, onEvent: event => events.push(event)});
  const picture = join(options.data.folder, 'JPEGImages', 'train_0003.jpg');
  const {size} = await stat(picture);
  await truncate(picture, Math.floor(size / 2));
  const error = await refusal(t, {...options, data: {...options.data, strict: true}});
  t.regex(error.message, /train_0003/);
  const {record} = await train(options);
  t.is(record.data.train.samples, 23);
  t.is(record.data.train.broken, 1);
  const notes = events.flatMap(event => (event.kind === 'note' ? [event.text] : []));
  t.true(notes.some(text => text.startsWith('train: ') && text.includes('train_0003')));
});

test('a folder that is overwritten holds no model of the run before', async t => {
  const options = await smallRun(t, {epochs: 1});
  await train(options);
  const control = new AbortController();
  const onEvent = ({kind}: TrainEvent): void => {
    if (kind === 'step') control.abort(new Error('enough'));
  };
  const {signal} = control;
  const again = {...options, overwrite: true, signal, onEvent, epochs: 2};
  await t.throwsAsync(train(again), {message: 'enough'});
  t.deepEqual(await readdir(options.folder), ['run.json']);
});

test('a learning rate beyond all measure ends with advice, not with weights', async t => {
  const error = await refusal(
    t,
    await smallRun(t, {
      learningRate: 1e30,
      head: {hidden: [], batchNorm: false},
      schedule: {kind: 'constant'},
    }),
  );
  t.is(error.code, 'train/diverged');
});
