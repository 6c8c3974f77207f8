import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import type {Evaluation} from '../../../src/measures/evaluation.js';
import {writeHalves} from '../../helpers/halves.js';
import {runCli, type CliOutcome} from '../../helpers/run-cli.js';
import {temporaryFolder} from '../../helpers/temporary-folder.js';

async function evaluate(
  t: ExecutionContext,
  family: string,
  args: readonly string[],
): Promise<CliOutcome & {readonly cwd: string}> {
  const cwd = await temporaryFolder(t);
  await writeHalves(cwd);
  const outcome = await runCli(
    ['evaluate', family, 'halves.onnx', '--data', 'VOCdevkit', ...args],
    {cwd},
  );
  return {...outcome, cwd};
}

const plans = ['--plan', 'plans.lrp#direct', '--plan', 'plans.lrp#evenly'];

test('a family with parameters, plans and baselines gives every score as JSON', async t => {
  const {code, stdout, stderr} = await evaluate(t, 'complexity', [
    ...[...plans, '--baseline', 'Random', '--baseline', 'smoothgrad(samples=2)', '--json'],
  ]);
  t.is(code, 0, stderr);
  const {methods, measures, scores, rows} = JSON.parse(stdout) as Evaluation;
  t.deepEqual(
    methods.map(({name, kind}) => [name, kind]),
    [
      ['direct', 'plan'],
      ['evenly', 'plan'],
      ['Random', 'baseline'],
      ['SmoothGrad(samples=2)', 'baseline'],
    ],
  );
  t.deepEqual(
    measures.map(({name}) => name),
    ['gini', 'entropy'],
  );
  t.is(rows.length, 3);
  // Relevance spread evenly over 64 pixels: its entropy is ln 64, its Gini index 0.
  for (const score of scores[1]![1]!) t.true(Math.abs(score! - Math.log(64)) < 1e-5);
  for (const score of scores[0]![1]!) t.true(Math.abs(score!) < 1e-5);
});

test('a seed may be 0, as in the language', async t => {
  const {code, stdout, stderr} = await evaluate(t, 'complexity', [
    ...['--baseline', 'Random', '--seed', '0', '--json'],
  ]);
  t.is(code, 0, stderr);
  t.is((JSON.parse(stdout) as Evaluation).seed, 0);
  for (const seed of ['-1', '0.5', 'x', '']) {
    const wrong = await evaluate(t, 'complexity', ['--baseline', 'Random', `--seed=${seed}`]);
    t.is(wrong.code, 2, seed);
    t.regex(wrong.stderr, /write a whole number from 0/);
  }
});

test('parameters are set by name, and the table says them', async t => {
  const {code, stdout, stderr} = await evaluate(t, 'perturbation', [
    ...[...plans, '--set', 'region=4', '--set', 'fill=mean', '--set', 'steps=3'],
  ]);
  t.is(code, 0, stderr);
  t.regex(stdout, /perturbation\(fill=mean, region=4, steps=3/);
  t.regex(stdout, /direct +-?\d/);
  t.regex(stdout, /3 maps of 3 pictures of split "test"/);
});

for (const [title, args, expected, message] of [
  [
    'an unknown parameter',
    ['--set', 'regoin=4'],
    1,
    /no parameter "regoin".*did you mean "region"/,
  ],
  ['no value', ['--set', 'region'], 2, /write NAME=VALUE/],
  ['an unknown baseline', ['--baseline', 'Randon'], 1, /did you mean "Random"/],
  ['a class the model lacks', ['--classes', 'cow'], 1, /has no class "cow"/],
] as const) {
  test(`refused: ${title}`, async t => {
    const {code, stdout, stderr} = await evaluate(t, 'perturbation', [...plans, ...args]);
    t.is(code, expected, stderr);
    t.is(stdout, '');
    t.regex(stderr, message);
    t.notRegex(stderr, /^\s+at /m);
  });
}

test('without a plan and without a baseline there is nothing to evaluate', async t => {
  const {code, stderr} = await evaluate(t, 'complexity', []);
  t.is(code, 2);
  t.regex(stderr, /'--plan <plan>' not specified/);
});

test('help lists the parameters with their ranges and the papers', async t => {
  const {code, stdout} = await runCli(['evaluate', 'perturbation', '--help']);
  t.is(code, 0);
  const text = stdout.replace(/\s+/g, ' ');
  t.regex(text, /Samek et al\. 2017/);
  t.regex(text, /region \(side of a region in pixels.*whole number ≥ 1, default 8\)/);
  t.regex(text, /--baseline/);
});

test('a journal is gone on with, and refused where the seed is another', async t => {
  const {code, cwd, stderr} = await evaluate(t, 'complexity', [
    ...['--baseline', 'Random', '--batch-size', '1', '--journal', 'a.journal', '--json'],
  ]);
  t.is(code, 0, stderr);
  const journal = join(cwd, 'a.journal');
  const lines = (await readFile(journal, 'utf8')).trimEnd().split('\n');
  await writeFile(journal, `${lines.slice(0, 2).join('\n')}\n{"batch":1,"sec`);
  const again = async (seed: string): Promise<CliOutcome> =>
    runCli(
      [
        ...['evaluate', 'complexity', 'halves.onnx', '--data', 'VOCdevkit', '--baseline', 'Random'],
        ...['--batch-size', '1', '--journal', 'a.journal', '--json', '--seed', seed],
      ],
      {cwd},
    );
  const other = await again('2');
  t.is(other.code, 1);
  t.regex(other.stderr, /error\[evaluate\/other-run\].*seed: 1 then, 2 now/);
  const resumed = await again('1');
  t.is(resumed.code, 0, resumed.stderr);
  t.is((await readFile(journal, 'utf8')).trimEnd().split('\n').length, lines.length);
});
