import {readFileSync} from 'node:fs';
import {access, mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import type {Evaluation} from '../../src/measures/evaluation.js';
import {writeHalves} from '../helpers/halves.js';
import {openCliProcess} from '../helpers/cli-process.js';
import {runCli, type CliOutcome} from '../helpers/run-cli.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';
import {writeDevkit} from '../helpers/voc-devkit.js';

const cli = openCliProcess();
test.after.always(cli.close);

const script = `model "halves.onnx" as net
dataset "VOCdevkit" as voc
plan direct { all use gamma(0.25) }
sweep gamma in 0, 0.5 .. 1 with direct as gammas
evaluate complexity, localisation on voc with direct, gammas, Random seed 3
diff direct, EpsilonPlus
`;

async function workshop(t: ExecutionContext, text: string = script): Promise<string> {
  const cwd = await temporaryFolder(t);
  await writeHalves(cwd);
  await writeFile(join(cwd, 'a.lrp'), text);
  return cwd;
}

function compare(cwd: string, args: readonly string[] = []): Promise<CliOutcome> {
  return cli.run(['compare', 'a.lrp', ...args], {cwd});
}

/** What of an evaluation does not depend on the clock. */
function timeless(text: string): object {
  const {date: _date, families, methods, ...rest} = JSON.parse(text) as Evaluation;
  return {
    ...rest,
    families: families.map(({seconds: _seconds, ...family}) => family),
    methods: methods.map(({milliseconds: _milliseconds, ...method}) => method),
  };
}

test('a comparison is a page, JSON, CSV and LaTeX in one folder', async t => {
  const cwd = await workshop(t);
  const {code, stdout, stderr} = await compare(cwd);
  t.is(code, 0, stderr);
  for (const ending of ['html', 'json', 'csv', 'tex'])
    t.true(stdout.includes(`wrote comparison/comparison.${ending}`), ending);
  t.regex(stdout, /direct gamma=0\.5/);
  t.regex(stdout, /direct → EpsilonPlus/);
  const text = await readFile(join(cwd, 'comparison/comparison.json'), 'utf8');
  const {methods, seed} = JSON.parse(text) as Evaluation;
  t.is(seed, 3);
  t.deepEqual(
    methods.map(({name, sweep}) => [name, sweep?.of ?? null, sweep?.value ?? null]),
    [
      ['direct', null, null],
      ['direct gamma=0', 'gammas', 0],
      ['direct gamma=0.5', 'gammas', 0.5],
      ['direct gamma=1', 'gammas', 1],
      ['Random', null, null],
    ],
  );
  const csv = await readFile(join(cwd, 'comparison/comparison.csv'), 'utf8');
  // 6 measures, 5 methods, 3 pictures with one class each, and the heading.
  t.is(csv.trimEnd().split(/\r?\n/).length, 6 * 5 * 3 + 1);
});

test('one that was stopped goes on where it was and gives the same', async t => {
  const cwd = await workshop(t);
  const whole = await compare(cwd, ['--output', 'whole']);
  t.is(whole.code, 0, whole.stderr);
  const expected = timeless(await readFile(join(cwd, 'whole/comparison.json'), 'utf8'));
  const journal = await readFile(join(cwd, 'whole/comparison.journal'), 'utf8');
  const [header, batch] = journal.split('\n');
  // Stopped in the middle of a line.
  const stopped = join(cwd, 'stopped');
  await mkdir(stopped);
  await writeFile(join(stopped, 'comparison.journal'), `${header}\n${batch!.slice(0, 20)}`);
  const {code, stderr} = await compare(cwd, ['--output', 'stopped']);
  t.is(code, 0, stderr);
  t.regex(stderr, /going on after what stopped\/comparison\.journal holds; --fresh begins anew/);
  t.deepEqual(timeless(await readFile(join(stopped, 'comparison.json'), 'utf8')), expected);
});

test('Ctrl-C ends a comparison with 130 and how to go on; the next call ends with the same', async t => {
  const count = 80;
  const cwd = await workshop(
    t,
    script.replace(
      /^evaluate.*$/m,
      'evaluate complexity on voc with direct, SmoothGrad(samples=8)',
    ),
  );
  const scenes = Array.from({length: count}, (_, index) => ({
    ...{id: `${index}`, width: 8, height: 8},
    objects: [{name: 'horse', box: [1, 1, 4, 8] as const}],
  }));
  await writeDevkit(cwd, '2012', scenes, {test: scenes.map(({id}) => id)});
  // A journal that begins with one row a batch, so that a run has many batches to be stopped between.
  t.is((await compare(cwd, ['--output', 'first'])).code, 0);
  const [first] = (await readFile(join(cwd, 'first/comparison.journal'), 'utf8')).split('\n');
  const header = first!.replace(/"samples":\d+,"groups"/, '"samples":1,"groups"');
  t.not(header, first);
  for (const folder of ['whole', 'stopped']) {
    await mkdir(join(cwd, folder));
    await writeFile(join(cwd, folder, 'comparison.journal'), `${header}\n`);
  }
  const whole = await compare(cwd, ['--output', 'whole']);
  t.is(whole.code, 0, whole.stderr);

  const journal = join(cwd, 'stopped/comparison.journal');
  const lines = () => readFileSync(journal, 'utf8').split('\n').length - 1;
  const {code, stdout, stderr} = await runCli(['compare', 'a.lrp', '--output', 'stopped'], {
    cwd,
    interruptWhen: () => lines() >= 3,
  });
  t.is(code, 130, stderr);
  t.regex(stderr, /interrupted; what was finished is kept: the same call goes on there, --fresh/);
  t.notRegex(stdout, /wrote/);
  const kept = lines();
  t.true(kept >= 3 && kept <= count, `${kept} lines`);
  t.deepEqual(await readdir(join(cwd, 'stopped')), ['comparison.journal']);

  const again = await compare(cwd, ['--output', 'stopped']);
  t.is(again.code, 0, again.stderr);
  const of = async (folder: string) =>
    timeless(await readFile(join(cwd, folder, 'comparison.json'), 'utf8'));
  t.deepEqual(await of('stopped'), await of('whole'));
});

test('the journal of another comparison is refused with what differs; --fresh begins anew', async t => {
  const cwd = await workshop(t);
  await compare(cwd);
  await writeFile(join(cwd, 'a.lrp'), script.replace('seed 3', 'seed 4'));
  const {code, stderr} = await compare(cwd);
  t.is(code, 1);
  t.regex(stderr, /error\[evaluate\/other-run\].*seed: 3 then, 4 now.*--fresh/s);
  const fresh = await compare(cwd, ['--fresh', '--json']);
  t.is(fresh.code, 0, fresh.stderr);
  const {evaluations} = JSON.parse(fresh.stdout) as {evaluations: Evaluation[]};
  t.is(evaluations[0]!.seed, 4);
});

test('several evaluations have files of their own; --limit holds for all', async t => {
  const text = `${script}evaluate complexity on voc with direct as second\n`;
  const cwd = await workshop(t, text);
  const {code, stdout, stderr} = await compare(cwd, ['--limit', '1', '--output', 'out']);
  t.is(code, 0, stderr);
  t.true(stdout.includes('wrote out/comparison-second.json'));
  const {rows} = JSON.parse(
    await readFile(join(cwd, 'out/comparison-1.json'), 'utf8'),
  ) as Evaluation;
  t.is(rows.length, 1);
});

test('a script without evaluations, one with mistakes and one that is not there are said', async t => {
  const cwd = await workshop(t, 'model "halves.onnx"\nall use zero\nshow plan\n');
  const nothing = await compare(cwd);
  t.is(nothing.code, 1);
  t.regex(nothing.stderr, /error\[compare\/nothing\]/);
  await writeFile(join(cwd, 'a.lrp'), script.replace('Random', 'Randon'));
  const wrong = await compare(cwd);
  t.is(wrong.code, 1);
  t.regex(wrong.stderr, /a\.lrp:5:\d+/);
  t.regex(wrong.stderr, /did you mean "Random"/);
  t.is((await cli.run(['compare', 'b.lrp'], {cwd})).code, 1);
  t.is((await compare(cwd, ['--limit', '0'])).code, 2);
  await t.throwsAsync(access(join(cwd, 'comparison')));
});

test('lrplab plan --diff says where two plans differ and what they cost', async t => {
  const cwd = await workshop(t);
  const args = ['plan', 'halves.onnx', '--plan', 'plans.lrp#direct', '--diff'];
  const {code, stdout, stderr} = await cli.run([...args, 'plans.lrp#evenly'], {cwd});
  t.is(code, 0, stderr);
  t.regex(stdout, /0 +halves +zero +→ +flat/);
  t.regex(stdout, /1 of 1 layers differ/);
  t.regex(stdout, /cost \d\.\d\d F → \d\.\d\d F/);
  const json = await cli.run([...args, 'plans.lrp#direct', '--json'], {cwd});
  t.like(JSON.parse(json.stdout), {layers: [{kind: 'alike', count: 1}]});
});

test('diff in a script needs no explanation; save of an evaluation writes what its name says', async t => {
  const text = `${script}save "e.tex"\nsave "sub/e.csv"\nsave "e.json"\n`;
  const cwd = await workshop(t, text);
  const {code, stdout, stderr} = await cli.run(['run', 'a.lrp'], {cwd});
  t.is(code, 0, stderr);
  for (const file of ['report.html', 'e.tex', 'sub/e.csv', 'e.json'])
    t.true(stdout.includes(`wrote out/${file}`), file);
  t.regex(await readFile(join(cwd, 'out/e.tex'), 'utf8'), /tabular/);
  const report = await readFile(join(cwd, 'out/report.html'), 'utf8');
  for (const part of ['direct → EpsilonPlus', 'direct gamma=1', 'relevance spread evenly'])
    t.true(report.includes(part), part);
});
