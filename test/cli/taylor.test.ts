import {join} from 'node:path';
import test from 'ava';
import type {Constancy} from '../../src/taylor/constancy.js';
import type {Preconditions} from '../../src/taylor/taylor-preconditions.js';
import {runCli} from '../helpers/run-cli.js';
import {hasShared, sharedFolder} from '../helpers/shared.js';

const digits = 'notebooks/models/digits.onnx';
const picture = 'notebooks/digits/3-a.png';

interface Printed {
  readonly preconditions: Preconditions;
  readonly constancy: Constancy;
}

test('lrplab taylor prints preconditions and constancy, and as JSON what the library gives', async t => {
  const text = await runCli(['taylor', digits, '--input', picture, '--neurons', '2']);
  t.is(text.code, 0, text.stderr);
  t.regex(text.stderr, /plan\/positive-bias/);
  for (const expected of [
    'roots inside',
    'near median',
    '0.99 c = 0',
    'conv2_2',
    'plan DeepTaylor',
  ])
    t.true(text.stdout.includes(expected), expected);
  const json = await runCli([
    ...['taylor', digits, '--input', picture, '--neurons', '2', '--target', '3', '--json'],
    ...['--plan', 'DeepTaylorBounded'],
  ]);
  t.is(json.code, 0, json.stderr);
  const {preconditions, constancy} = JSON.parse(json.stdout) as Printed;
  t.deepEqual(preconditions.targets, [3]);
  t.is(preconditions.layers.length, 6);
  t.is(preconditions.layers[0]!.domain, 'box');
  t.is(constancy.layers.length, 5);
  t.true(constancy.layers.every(({examined, skipped}) => examined === 2 && skipped === null));
});

test('it wants inputs or a data set, not both', async t => {
  for (const more of [[], ['--input', picture, '--data', 'x']]) {
    const {code, stderr} = await runCli(['taylor', digits, ...more]);
    t.is(code, 2);
    t.true(stderr.includes("give either '--input <file...>' or '--data <folder>'"));
  }
});

test('pictures of a devkit are explained for what they show', async t => {
  if (!hasShared('voc-mini')) {
    t.log('skipped: ../shared/voc-mini is not here');
    t.pass();
    return;
  }
  const {code, stdout, stderr} = await runCli([
    ...['taylor', 'notebooks/models/talk', '--data', join(sharedFolder, 'voc-mini')],
    ...['--limit', '2', '--neurons', '1', '--target', 'horse', '--json'],
  ]);
  t.is(code, 0, stderr);
  const {preconditions} = JSON.parse(stdout) as Printed;
  // The model's classes are person, horse.
  t.deepEqual(preconditions.targets, [1, 1]);
});
