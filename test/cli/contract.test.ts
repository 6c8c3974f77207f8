import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import test from 'ava';
import sharp from 'sharp';
import {readNpy} from '../../src/data/npy.js';
import type {Ledger} from '../../src/ledger/ledger.js';
import {runCli} from '../helpers/run-cli.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

const lenet = resolve('test/golden/open/lenet-avg');
const digits = resolve('notebooks/models/digits.onnx');
const three = resolve('notebooks/digits/3-a.png');

test('explain writes the relevance of the reference, its ledger, a page and pictures', async t => {
  const folder = await temporaryFolder(t);
  const {plans} = JSON.parse(readFileSync(join(lenet, 'case.json'), 'utf8')) as {
    plans: Record<string, {dsl: string; targets: number[]; file: string}>;
  };
  const talk = plans['talk']!;
  writeFileSync(join(folder, 'talk.lrp'), talk.dsl);
  const at = (name: string) => join(folder, name);
  const {code, stdout, stderr} = await runCli([
    'explain',
    join(lenet, 'model.onnx'),
    '--input',
    join(lenet, 'input.npy'),
    '--plan',
    at('talk.lrp'),
    '--target',
    talk.targets.join(),
    '--out',
    at('R.npy'),
    '--ledger',
    at('L.json'),
    '--html',
    at('R.html'),
    '--png',
    at('R.png'),
  ]);
  t.is(code, 0, stderr);
  t.regex(stdout, /plan main on onnx\/cpu/);
  const [mine, reference, input] = await Promise.all([
    readNpy(at('R.npy')),
    readNpy(join(lenet, talk.file)),
    readNpy(join(lenet, 'input.npy')),
  ]);
  t.deepEqual(mine.shape, input.shape);
  const scale = reference.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  t.true(mine.data.every((value, i) => Math.abs(value - reference.data[i]!) < 1e-3 * scale));

  const ledger = JSON.parse(readFileSync(at('L.json'), 'utf8')) as Ledger;
  t.deepEqual(Object.keys(ledger), ['version', 'model', 'plan', 'samples']);
  t.deepEqual(
    ledger.samples.map(({target}) => target),
    talk.targets,
  );
  for (const {layers} of ledger.samples) {
    t.deepEqual(
      layers.flatMap(({index}) => (index === null ? [] : [index])),
      [0, 1, 2, 3, 4],
    );
    for (const layer of layers) {
      t.deepEqual(Object.keys(layer), [
        'index',
        'name',
        'kind',
        'rule',
        'relevanceOut',
        'relevanceIn',
        'bias',
        'stabiliser',
        'gain',
        'masked',
        'remainder',
        'negativeShare',
      ]);
      const kept = layer.bias + layer.stabiliser + layer.gain + layer.masked + layer.remainder;
      t.true(
        Math.abs(layer.relevanceOut - layer.relevanceIn - kept) <=
          1e-9 * Math.abs(layer.relevanceOut),
      );
      t.true(Math.abs(layer.remainder) <= 1e-5 * Math.abs(layer.relevanceOut));
    }
  }
  t.is((await sharp(at('R.png')).metadata()).format, 'png');
  const page = readFileSync(at('R.html'), 'utf8');
  t.notRegex(page.replace(/<script id="plotly"[\s\S]*?<\/script>/, ''), /(?:src|href)="https?:/);
});

test('plan --json names every layer, its rule, the line that chose it and the cost', async t => {
  const folder = await temporaryFolder(t);
  writeFileSync(join(folder, 'p.lrp'), 'all use zplus\ninput use zB\n');
  const {code, stdout} = await runCli(['plan', digits, '--plan', join(folder, 'p.lrp'), '--json']);
  t.is(code, 0);
  const plan = JSON.parse(stdout) as {
    cost: number;
    layers: {index: number | null; kind: string; rule: string; line: {line: number} | null}[];
  };
  t.true(plan.cost > 2.5 && plan.cost <= 3.01);
  t.deepEqual(
    plan.layers.filter(({index}) => index !== null).map(({rule}) => rule),
    ['zB', 'zplus', 'zplus', 'zplus', 'zplus', 'zplus'],
  );
  t.deepEqual(
    plan.layers.map(({line}) => line?.line ?? null),
    [2, 1, null, 1, 1, null, 1, 1],
  );
});

test('graph, doctor, check, format, --help and --version answer', async t => {
  const folder = await temporaryFolder(t);
  const script = join(folder, 's.lrp');
  writeFileSync(script, 'all   use   zplus   # all of it\n');
  const [graph, doctor, check, untidy, tidied, again, help, version] = [
    await runCli(['graph', digits]),
    await runCli(['doctor', '--json']),
    await runCli(['check', script]),
    await runCli(['format', '--check', script]),
    await runCli(['format', script]),
    await runCli(['format', '--check', script]),
    await runCli(['explain', '--help']),
    await runCli(['--version']),
  ];
  t.regex(graph.stdout, /conv1_1 +conv +Conv +\[16×28×28\] +160/);
  t.true((JSON.parse(doctor.stdout) as {ok: boolean}).ok);
  t.deepEqual(
    [
      graph.code,
      doctor.code,
      check.code,
      untidy.code,
      tidied.code,
      again.code,
      help.code,
      version.code,
    ],
    [0, 0, 0, 1, 0, 0, 0, 0],
  );
  t.is(readFileSync(script, 'utf8'), 'all use zplus  # all of it\n');
  for (const option of [
    '--input',
    '--plan',
    '--target',
    '--out',
    '--ledger',
    '--html',
    '--png',
    '--engine',
    '--device',
  ])
    t.true(help.stdout.includes(option));
  t.regex(version.stdout, /^\d+\.\d+\.\d+\n$/);
});

test('a script runs from model to report; a failed check ends with 1 and the report is still written', async t => {
  const folder = await temporaryFolder(t);
  writeFileSync(join(folder, 'part.lrp'), 'plan mine { all use epsilon(1e-6)  input use zB }\n');
  writeFileSync(
    join(folder, 's.lrp'),
    [
      `model ${JSON.stringify(digits)}`,
      `image ${JSON.stringify(three)} as digit`,
      'include "part.lrp"',
      'engine onnx cpu',
      'explain digit for "three", 8 with mine, DeepTaylorBounded',
      'check conservation within 0.001%',
      'check positivity',
      'show plan, graph, ledger, heatmap',
      'compare mine, DeepTaylorBounded',
      'save "r.npz"',
      'save "l.json"',
      'save "page.html"',
      'export onnx "e.onnx"',
    ].join('\n'),
  );
  const out = join(folder, 'results');
  const {code, stdout, stderr} = await runCli(['run', join(folder, 's.lrp'), '--out', out]);
  t.is(code, 1, stderr);
  t.regex(stdout, /check conservation within 0\.001 %, plan mine: FAILED/);
  for (const name of [
    'report.html',
    'heatmap-1.png',
    'r.npz',
    'l.json',
    'page.html',
    'e-mine.onnx',
    'e-DeepTaylorBounded.onnx',
  ])
    t.true(existsSync(join(out, name)), name);
});
