import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {setTimeout} from 'node:timers/promises';
import test from 'ava';
import type {RunRecord} from '../../../src/train/run-record.js';
import {blobDevkit} from '../../helpers/blob-devkit.js';
import {writeColourModel} from '../../helpers/plain-devkit.js';
import {runCli} from '../../helpers/run-cli.js';
import {temporaryFolder} from '../../helpers/temporary-folder.js';

const main = resolve('dist/src/cli/main.js');

/** A run that takes a moment. */
const small = [
  ...['train', '--data', '.', '--classes', 'horse,person', '--architecture', 'vgg11'],
  ...['--width', '0.0625', '--input-size', '32', '--hidden', '16', '--momentum', '0.8'],
  ...['--batch-size', '8', '--seed', '3', '--device', 'wasm'],
];

const recordOf = async (folder: string): Promise<RunRecord> =>
  JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')) as RunRecord;

test('a run writes model, record and curves, and tells of every epoch in a line', async t => {
  const cwd = await temporaryFolder(t);
  await blobDevkit(cwd);
  const {code, stdout, stderr} = await runCli(
    [
      ...[...small, '--out', 'run', '--epochs', '2', '--html', '--checkpoint', 'loss'],
      ...['--schedule', 'cosine=0.25', '--augment', 'flip=0.5,rotate=5', '--others', '0.1'],
    ],
    {cwd},
  );
  t.is(code, 0, stderr);
  const files = ['curves.html', 'curves.png', 'model.onnx', 'run.json'];
  t.deepEqual((await readdir(join(cwd, 'run'))).sort(), files);
  const lines = stderr
    .trim()
    .split('\n')
    .filter(line => line.startsWith('epoch'));
  t.is(lines.length, 2, stderr);
  t.regex(
    lines[0]!,
    /^epoch 1\/2 {2}loss \d\.\d{4} {2}val loss \d\.\d{4} {2}horse P (\d\.\d\d|–) R \d\.\d\d AP \d\.\d\d {2}person P .* {2}mAP \d\.\d\d {2}lr .* s, kept$/,
  );
  t.regex(stdout, /^2 epochs in .* s; epoch \d is kept \(loss: the lowest validation loss\)/);
  t.regex(stdout, /horse +\d\.\d{3}/);
  for (const file of files) t.true(stdout.includes(`wrote ${join('run', file)}`));
  const {settings} = await recordOf(join(cwd, 'run'));
  t.like(settings, {
    epochs: 2,
    batchSize: 8,
    seed: 3,
    checkpoint: 'loss',
    schedule: {kind: 'cosine', warmUp: 0.25},
    augment: {rotate: 5, shift: 0, zoom: 0, flip: 0.5, colour: 0},
  });
  t.is(settings.data.others, 0.1);
  const html = await readFile(join(cwd, 'run', 'curves.html'), 'utf8');
  t.regex(html, /Training of VGG11 for horse, person/);
  const judged = await runCli(
    ['evaluate', 'model', 'run', '--data', '.', '--split', 'val', '--json'],
    {cwd},
  );
  t.is(judged.code, 0, judged.stderr);
  t.like(JSON.parse(judged.stdout), {samples: 12, classes: ['horse', 'person']});
});

test('Ctrl-C says how to go on; the run then ends as one that was never stopped', async t => {
  const cwd = await temporaryFolder(t);
  await blobDevkit(cwd);
  const whole = await runCli([...small, '--out', 'whole', '--epochs', '4', '--json'], {cwd});
  t.is(whole.code, 0, whole.stderr);
  t.is((JSON.parse(whole.stdout) as RunRecord).curves.length, 4);

  const child = spawn(process.execPath, [main, ...small, '--out', 'run', '--epochs', '4'], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let [stderr, isStopped] = ['', false];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    if (isStopped || !/^epoch 1/m.test(stderr)) return;
    isStopped = true;
    child.kill('SIGINT');
  });
  t.is(await new Promise(done => child.once('close', done)), 130, stderr);
  t.regex(
    stderr,
    /interrupted; the first (epoch is|\d epochs are) saved; go on with: lrplab train --out run --resume\n$/,
  );
  t.true((await readdir(join(cwd, 'run'))).includes('curves.png'));
  t.is((await recordOf(join(cwd, 'run'))).status, 'unfinished');

  const resumed = await runCli(['train', '--out', 'run', '--resume'], {cwd});
  t.is(resumed.code, 0, resumed.stderr);
  const models = await Promise.all(
    ['whole', 'run'].map(folder => readFile(join(cwd, folder, 'model.onnx'))),
  );
  t.true(models[0]!.equals(models[1]!));
  const again = await runCli(['train', '--out', 'run', '--resume'], {cwd});
  t.is(again.code, 1);
  t.regex(again.stderr, /error\[train\/finished\]/);
});

test('a run on a trained network computes features first; resuming it asks for the network', async t => {
  const cwd = await temporaryFolder(t);
  await blobDevkit(cwd);
  await writeColourModel(join(cwd, 'base.onnx'));
  const run = await runCli(
    [
      ...['train', '--model', 'base.onnx', '--data', '.', '--classes', 'person', '--out', 'run'],
      ...['--hidden', 'none', '--epochs', '1', '--device', 'cpu', '--json'],
    ],
    {cwd, env: {LRPLAB_CACHE: join(cwd, 'cache')}},
  );
  t.is(run.code, 0, run.stderr);
  const record = JSON.parse(run.stdout) as RunRecord;
  t.like(record.settings.start, {kind: 'model', name: 'base.onnx'});
  t.deepEqual(record.settings.head.hidden, []);
  const file = join(cwd, 'run', 'run.json');
  await writeFile(file, JSON.stringify({...record, status: 'unfinished'}));
  const resumed = await runCli(['train', '--out', 'run', '--resume'], {cwd});
  t.is(resumed.code, 1);
  t.regex(
    resumed.stderr,
    /error\[train\/model-needed\]: .*"base\.onnx"; say where it is with --model, and repeat --preprocess and --shape/,
  );
});

test('the command that Ctrl-C prints goes on with a run on a trained network', async t => {
  const cwd = await temporaryFolder(t);
  await blobDevkit(cwd);
  await writeColourModel(join(cwd, 'base.onnx'));
  const env = {LRPLAB_CACHE: join(cwd, 'cache')};
  const child = spawn(
    process.execPath,
    [
      ...[main, 'train', '--model', 'base.onnx', '--data', '.', '--classes', 'person'],
      ...['--preprocess', 'raw', '--shape', '3x8x8', '--out', 'a run', '--html'],
      ...['--hidden', 'none', '--epochs', '60', '--device', 'cpu'],
    ],
    {cwd, env: {...process.env, ...env}, stdio: ['ignore', 'ignore', 'pipe']},
  );
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const closed = new Promise(done => child.once('close', done));
  // The record is there before features are computed: long before the end.
  while (!existsSync(join(cwd, 'a run', 'run.json')) && child.exitCode === null)
    await setTimeout(20);
  child.kill('SIGINT');
  t.is(await closed, 130, stderr);
  const command = /go on with: lrplab (.*)\n$/.exec(stderr)![1]!;
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, text, word]) => text ?? word!);
  const {code, stderr: told} = await runCli(words, {cwd, env});
  t.is(code, 0, `${command}: ${told}`);
  const {status, curves} = await recordOf(join(cwd, 'a run'));
  t.deepEqual([status, curves.length], ['finished', 60]);
  t.true((await readdir(join(cwd, 'a run'))).includes('curves.html'));
});

test('a run does not replace the network it starts from', async t => {
  const cwd = await temporaryFolder(t);
  await mkdir(join(cwd, 'base'));
  const file = await writeColourModel(join(cwd, 'base', 'model.onnx'));
  const before = await readFile(file);
  for (const model of ['base', 'base/model.onnx', file]) {
    const {code, stderr} = await runCli(
      [
        ...['train', '--data', '.', '--classes', 'person', '--out', './base/'],
        ...['--model', model, '--overwrite'],
      ],
      {cwd},
    );
    t.is(code, 1);
    t.regex(stderr, /error\[train\/start-replaced\]/);
  }
  t.true((await readFile(file)).equals(before));
});

test('wrong use ends with 2, wrong input with 1', async t => {
  const base = ['train', '--data', 'x', '--classes', 'horse', '--out', 'o'];
  const cases = [
    [['train', '--resume'], 2, /--out/],
    [[...base, '--model', 'a.h5', '--architecture', 'vgg16'], 2, /cannot be used with/],
    [[...base, '--augment', 'rotat=10'], 2, /did you mean "rotate"/],
    [[...base, '--cut', 'nowhere'], 2, /'--cut' is about the network of --model/],
    [[...base, '--shape', '3x8x8'], 2, /'--shape' is about the network of --model/],
    [[...base, '--variants', '7', '--augment', 'flip=0.5'], 1, /where no layers are frozen/],
    [[...base], 1, /"x"/],
    [['train', '--out', 'nowhere', '--resume'], 1, /train\/nothing-to-resume/],
  ] as const;
  const cwd = await temporaryFolder(t);
  for (const [args, code, message] of cases) {
    const outcome = await runCli(args, {cwd});
    t.is(outcome.code, code, `${args.join(' ')}: ${outcome.stderr}`);
    t.regex(outcome.stderr, message);
  }
  t.deepEqual(await readdir(cwd), []);
});
