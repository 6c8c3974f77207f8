import {spawnSync} from 'node:child_process';
import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import {hostname} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {temporaryName} from '../../../src/data/temporary-name.js';
import {LrpError} from '../../../src/errors/lrp-error.js';
import {writeTensorFile} from '../../../src/train/run/tensor-file.js';
import type {RunRecord, TrainEvent} from '../../../src/train/run-record.js';
import type {TrainOptions} from '../../../src/train/train-options.js';
import {train} from '../../../src/train/train.js';
import {colourRun} from '../../helpers/colour-run.js';

async function codeOf(t: ExecutionContext, options: TrainOptions): Promise<string> {
  return (await t.throwsAsync(train(options), {instanceOf: LrpError}))!.code;
}

/** Runs until an event of a kind. */
async function stopAt(t: ExecutionContext, options: TrainOptions, kind: TrainEvent['kind']) {
  const control = new AbortController();
  const events: TrainEvent[] = [];
  const onEvent = (event: TrainEvent): void => {
    events.push(event);
    if (event.kind === kind) control.abort(new Error('enough'));
  };
  const {signal} = control;
  await t.throwsAsync(train({...options, signal, onEvent}), {message: 'enough'});
  return events.map(event => event.kind);
}

/** What a process that was killed had called a file it was writing. */
function abandoned(name: string): string {
  const {pid} = spawnSync(process.execPath, ['--version']);
  return temporaryName(name).replace(String(process.pid), String(pid));
}

test.serial('a network that is of no run is left alone, unless it may be overwritten', async t => {
  const options = await colourRun(t, {epochs: 1});
  await mkdir(options.folder);
  const file = join(options.folder, 'model.onnx');
  await writeFile(file, 'precious');
  t.is(await codeOf(t, options), 'train/folder-taken');
  t.is(await readFile(file, 'utf8'), 'precious');
  t.deepEqual(await readdir(options.folder), ['model.onnx']);
  await train({...options, overwrite: true});
  t.not(await readFile(file, 'utf8'), 'precious');
});

test.serial(
  'a folder in which a run is going on is refused to another; a dead process keeps none',
  async t => {
    const options = await colourRun(t, {epochs: 1});
    let other: Promise<string> | null = null;
    const onEvent = ({kind}: TrainEvent): void => {
      if (kind === 'begun') other = codeOf(t, {...options, overwrite: true});
    };
    const {record} = await train({...options, onEvent});
    t.is(await other!, 'train/busy');
    t.is(record.status, 'finished');
    t.deepEqual((await readdir(options.folder)).sort(), ['model.onnx', 'run.json']);
    const {pid} = spawnSync(process.execPath, ['--version']);
    await writeFile(join(options.folder, 'run.lock'), JSON.stringify({pid, host: hostname()}));
    await train({...options, overwrite: true});
    t.deepEqual((await readdir(options.folder)).sort(), ['model.onnx', 'run.json']);
  },
);

test.serial(
  'what killed processes have left goes: unfinished files, and the state of a finished run',
  async t => {
    const options = await colourRun(t, {epochs: 2});
    const {folder} = options;
    await stopAt(t, options, 'epoch');
    await writeFile(join(folder, abandoned('state.safetensors')), 'half');
    await train({...options, resume: true});
    t.deepEqual((await readdir(folder)).sort(), ['model.onnx', 'run.json']);
    // As where it is killed between the last record and the removal of the state.
    await writeFile(join(folder, 'state.safetensors'), 'x');
    await writeFile(join(folder, 'state-best-2.safetensors'), 'x');
    t.is(await codeOf(t, {...options, resume: true}), 'train/finished');
    t.deepEqual((await readdir(folder)).sort(), ['model.onnx', 'run.json']);
    await writeFile(join(folder, abandoned('model.onnx')), 'half');
    await train({...options, overwrite: true});
    t.deepEqual((await readdir(folder)).sort(), ['model.onnx', 'run.json']);
  },
);

test.serial(
  'a run that is to be overwritten stays as it is until the new one has begun',
  async t => {
    const options = await colourRun(t, {epochs: 3});
    await stopAt(t, options, 'epoch');
    const before = await readFile(join(options.folder, 'run.json'), 'utf8');
    const kinds = await stopAt(t, {...options, overwrite: true, seed: 9}, 'reading');
    t.false(kinds.includes('begun'));
    t.is(await readFile(join(options.folder, 'run.json'), 'utf8'), before);
    const later = await stopAt(t, {...options, overwrite: true, seed: 9}, 'begun');
    t.true(later.includes('begun'));
    const record = JSON.parse(
      await readFile(join(options.folder, 'run.json'), 'utf8'),
    ) as RunRecord;
    t.is(record.settings.seed, 9);
  },
);

test.serial('a device that is not there and windows of another size write nothing', async t => {
  const options = await colourRun(t);
  process.env['LRPLAB_NATIVE_CACHE'] = join(options.folder, 'none');
  const reading: string[] = [];
  const onEvent = ({kind}: TrainEvent): unknown => reading.push(kind);
  t.is(await codeOf(t, {...options, device: 'node-gpu', onEvent}), 'engine/missing');
  const data = {...options.data, windows: 16};
  t.is(await codeOf(t, {...options, data, onEvent}), 'train/option');
  t.deepEqual(reading, []);
  t.deepEqual(await readdir(join(options.folder, '..')), ['VOCdevkit']);
});

test.serial('a record or a state from elsewhere is told as such', async t => {
  const options = await colourRun(t, {epochs: 2});
  const {folder} = options;
  await stopAt(t, options, 'epoch');
  const file = join(folder, 'run.json');
  const record = JSON.parse(await readFile(file, 'utf8')) as RunRecord;
  const {classes: _, ...data} = record.settings.data;
  const damaged: readonly object[] = [
    {format: 'lrplab-run-1'},
    [],
    {...record, settings: {...record.settings, data}},
    {...record, settings: {...record.settings, augment: 3}},
    {...record, curves: [{}]},
    {...record, curves: []},
    {...record, bestEpoch: 7},
    {...record, versions: null},
  ];
  for (const each of damaged) {
    await writeFile(file, JSON.stringify(each));
    t.is(await codeOf(t, {...options, resume: true}), 'train/record', JSON.stringify(each));
  }
  await writeFile(file, JSON.stringify(record));
  for (const note of ['no JSON', '{}']) {
    await writeTensorFile(join(folder, 'state.safetensors'), {tensors: new Map(), note});
    t.is(await codeOf(t, {...options, resume: true}), 'train/state');
  }
});

test.serial('a folder that is a file is told', async t => {
  const options = await colourRun(t);
  await writeFile(options.folder, '');
  for (const folder of [options.folder, join(options.folder, 'below')]) {
    t.is(await codeOf(t, {...options, folder}), 'train/folder');
  }
});
