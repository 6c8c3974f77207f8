import {truncate} from 'node:fs/promises';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {plainDevkit, sixScenes, writeColourModel} from '../../helpers/plain-devkit.js';
import {runCli, type CliOutcome} from '../../helpers/run-cli.js';
import {temporaryFolder} from '../../helpers/temporary-folder.js';

async function evaluate(
  t: ExecutionContext,
  args: readonly string[],
  spoil: (root: string) => Promise<void> = async () => {},
): Promise<CliOutcome> {
  const cwd = await temporaryFolder(t);
  await writeColourModel(join(cwd, 'colours.onnx'));
  await spoil(await plainDevkit(cwd, {test: sixScenes}));
  return runCli(['evaluate', 'model', 'colours.onnx', '--data', 'VOCdevkit', ...args], {cwd});
}

test('the scores are tables', async t => {
  const {code, stdout, stderr} = await evaluate(t, []);
  t.is(code, 0, stderr);
  t.is(stderr, '');
  t.regex(stdout, /6 pictures of split "test" in .*; sigmoid on onnx\/cpu, threshold 0.5/);
  t.regex(stdout, /horse +3 +0 +0\.917 +0\.750 +1\.000 +0\.857/);
  t.regex(stdout, /person +2 +1 +1\.000 +1\.000 +0\.500 +0\.667/);
  t.regex(stdout, /mean +0\.958 +0\.875 +0\.750 +0\.762/);
  t.regex(stdout, /true \\ told +horse +person +horse \+ person +\(none\)/);
  t.regex(stdout, /exactly right: 60\.0 %; 1 sample of which/);
});

test('--json is for machines', async t => {
  const {code, stdout, stderr} = await evaluate(t, [
    ...['--json', '--classes', 'person', '--threshold', '0.1', '--ap', 'voc2007'],
  ]);
  t.is(code, 0, stderr);
  const result = JSON.parse(stdout) as Record<string, unknown>;
  t.like(result, {
    model: 'colours.onnx',
    split: 'test',
    classes: ['person'],
    threshold: 0.1,
    method: 'voc2007',
    samples: 6,
    meanAveragePrecision: 1,
  });
  // σ(20·(100/255 − ½)) is 0.10396…: told at 0.1.
  t.like((result['scores'] as object[])[0], {precision: 1, recall: 1});
  t.false('probabilities' in result);
});

const cut = (root: string): Promise<void> =>
  truncate(join(root, 'JPEGImages', '2012_000006.jpg'), 200);

test('--html writes a page with curves', async t => {
  const {code, stdout, stderr} = await evaluate(t, ['--html', 'out/report.html']);
  t.is(code, 0, stderr);
  t.regex(stdout, /wrote out\/report\.html\n$/);
});

test('a broken picture is named and left out', async t => {
  const {code, stdout, stderr} = await evaluate(t, [], cut);
  t.is(code, 0, stderr);
  t.regex(stderr, /left out: .*2012_000006\.jpg/);
  t.regex(stdout, /5 pictures of split "test" in .*, 1 left out/);
});

test('--strict stops at a broken picture', async t => {
  const {code, stdout, stderr} = await evaluate(t, ['--strict'], cut);
  t.is(code, 1);
  t.is(stdout, '');
  t.regex(stderr, /^error\[image\/.*2012_000006\.jpg/);
});

test('wrong use ends with 2, wrong input with 1', async t => {
  const model = ['evaluate', 'model', 'none.onnx'];
  const cases = [
    [[...model], 2, /--data/],
    [[...model, '--data', 'x', '--threshold', '2'], 2, /0 to 1/],
    [[...model, '--data', 'x', '--classes', 'a,,b'], 2, /commas/],
    [[...model, '--data', 'x', '--ap', 'coco'], 2, /voc2010/],
    [[...model, '--data', 'x'], 1, /none\.onnx/],
    [['evaluate', 'nothing'], 2, /unknown command/],
  ] as const;
  for (const [args, code, message] of cases) {
    const outcome = await runCli(args);
    t.is(outcome.code, code, args.join(' '));
    t.regex(outcome.stderr, message);
  }
  const unknown = await evaluate(t, ['--classes', 'horse,cat']);
  t.is(unknown.code, 1);
  t.regex(unknown.stderr, /error\[evaluate\/class\]: .*no class "cat"/);
  const split = await evaluate(t, ['--split', 'tset']);
  t.is(split.code, 1);
  t.regex(split.stderr, /voc\/no-such-split/);
});
