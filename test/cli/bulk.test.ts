import {spawn} from 'node:child_process';
import {mkdir, readdir, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import test from 'ava';
import {openCliProcess} from '../helpers/cli-process.js';
import {smallPictures} from '../helpers/small-pictures.js';
import {snapshot, temporaryFolder} from '../helpers/temporary-folder.js';

const cli = openCliProcess();
test.after.always(cli.close);

const digits = resolve('notebooks/models/digits.onnx');
const main = resolve('dist/src/cli/main.js');
/** An engine slow enough that a run can be stopped in its middle. */
const slowly = ['--engine', 'tfjs', '--device', 'cpu', '--batch-size', '2'];
const plans = ['--plan', 'EpsilonPlus', '--plan', 'DeepTaylor'];
const targets = ['--target', 'top', '--target', '3'];

const explain = (out: string, ...more: readonly string[]): string[] => [
  ...['explain', digits, '--input', 'in', ...plans, ...targets, ...slowly],
  ...['--out-dir', out, ...more],
];

const resultsIn = async (folder: string): Promise<number> =>
  (await readdir(folder).catch(() => [])).filter(name => name.endsWith('.npz')).length;

/** Starts the command and sends it a signal as soon as some results are there. */
async function stopAfter(
  count: number,
  signal: NodeJS.Signals,
  {cwd, out}: {readonly cwd: string; readonly out: string},
): Promise<{readonly code: number | null; readonly stderr: string}> {
  const child = spawn(process.execPath, [main, ...explain(out)], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<number | null>(done => child.once('close', code => done(code)));
  let running = true;
  ended.then(
    () => {
      running = false;
    },
    () => {},
  );
  while (running && (await resultsIn(join(cwd, out))) < count)
    await new Promise(next => setTimeout(next, 2));
  child.kill(signal);
  return {code: await ended, stderr};
}

test('a run that was killed in its middle is resumed to the same files, byte for byte', async t => {
  const cwd = await temporaryFolder(t);
  await smallPictures(join(cwd, 'in'), 12);
  const whole = await cli.run(explain('whole'), {cwd});
  t.is(whole.code, 0, whole.stderr);
  t.regex(whole.stdout, /explained 12 in .*2 at a time/);
  const killed = await stopAfter(3, 'SIGKILL', {cwd, out: 'out'});
  t.is(killed.code, null, killed.stderr);
  const left = await resultsIn(join(cwd, 'out'));
  t.true(left >= 3 && left < 12, `${left} of 12`);
  const refused = await cli.run(explain('out'), {cwd});
  t.is(refused.code, 1);
  t.regex(refused.stderr, /error\[bulk\/not-empty\]/);
  const {code, stdout, stderr} = await cli.run(explain('out', '--resume', '--json'), {cwd});
  t.is(code, 0, stderr);
  const told = JSON.parse(stdout) as Record<string, number>;
  t.is(told['explained']! + told['before']!, 12);
  t.true(told['before']! >= 2, 'what was finished is not done again');
  t.true(told['peakMemory']! > 1e7);
  const [mine, undisturbed] = [
    await snapshot(join(cwd, 'out')),
    await snapshot(join(cwd, 'whole')),
  ];
  t.deepEqual(Object.keys(mine).toSorted(), Object.keys(undisturbed).toSorted());
  t.deepEqual(mine, undisturbed);
});

test('Ctrl-C ends a bulk run with 130, says how far it came, and leaves whole files alone', async t => {
  const cwd = await temporaryFolder(t);
  await smallPictures(join(cwd, 'in'), 12);
  const {code, stderr} = await stopAfter(3, 'SIGINT', {cwd, out: 'out'});
  t.is(code, 130, stderr);
  const [, done] = /interrupted; (\d+) of 12 are done in out; .*--resume goes on\n$/.exec(stderr)!;
  t.notRegex(stderr, /^\s+at /m);
  const names = await readdir(join(cwd, 'out'));
  t.is(names.filter(name => name.endsWith('.npz')).length, Number(done));
  t.is(names.filter(name => name.endsWith('.json')).length, Number(done) + 1);
  t.is(names.length, 2 * Number(done) + 1, 'nothing half-written');
  t.true(Number(done) < 12);
});

test('--verbose says what compiling cost and how much memory was held, in bulk and without', async t => {
  const cwd = await temporaryFolder(t);
  await smallPictures(join(cwd, 'in'), 3);
  const common = ['explain', digits, '--input', 'in', ...plans, ...targets, '--memory', '1GB'];
  for (const out of [
    ['--out-dir', 'out'],
    ['--out', 'R.npz'],
  ]) {
    const {code, stderr} = await cli.run([...common, ...out, '--verbose'], {cwd});
    t.is(code, 0, stderr);
    t.regex(
      stderr,
      /program compiled in \d+ ms, made ready on onnx\/cpu in \d+ ms; up to \d+ samples × 2 targets a run, about \d+ MB/,
    );
    t.regex(stderr, /peak memory \d+ MB/);
  }
});

test('a script that explains the same twice compiles once', async t => {
  const cwd = await temporaryFolder(t);
  await writeFile(
    join(cwd, 's.lrp'),
    [
      `model ${JSON.stringify(digits)}`,
      'image "lrplab:digits/3-a.png" as three',
      'image "lrplab:digits/7-a.png" as seven',
      'explain three with EpsilonPlus',
      'explain seven with EpsilonPlus',
    ].join('\n'),
  );
  const {code, stderr} = await cli.run(['run', 's.lrp', '--verbose'], {cwd});
  t.is(code, 0, stderr);
  t.regex(stderr, /program compiled in .*\n.*program found ready/);
});

test('folders and patterns are looked through, in the order of their names, each file once', async t => {
  const cwd = await temporaryFolder(t);
  await smallPictures(join(cwd, 'in'), 2);
  await smallPictures(join(cwd, 'in/deep/er'), 2);
  await smallPictures(join(cwd, 'in/.hidden'), 1);
  await writeFile(join(cwd, 'in/notes.txt'), 'no picture');
  await mkdir(join(cwd, 'empty'));
  const run = async (...inputs: readonly string[]) => {
    const {code, stdout, stderr} = await cli.run(
      ['explain', digits, '--input', ...inputs, '--plan', 'EpsilonPlus', '--json'],
      {cwd},
    );
    if (code !== 0) return stderr;
    const {samples} = JSON.parse(stdout) as {samples: {sample: string}[]};
    return samples.map(({sample}) => sample);
  };
  t.deepEqual(await run('in'), ['00.png', '01.png', '00.png', '01.png']);
  t.deepEqual(await run('in/*.png', 'in/00.png'), ['00.png', '01.png']);
  t.deepEqual(await run('in/**/*1.p?g'), ['01.png', '01.png']);
  t.deepEqual(await run('./in/[!1]?.png'), ['00.png', '01.png']);
  t.regex(String(await run('in/[!0]*.png')), /error\[input\/empty\].*no file matches/);
  t.regex(String(await run('empty')), /error\[input\/empty\].*no picture/);
});

for (const [what, args, message] of [
  ['--resume without --out-dir', ['--resume'], /'--resume' needs '--out-dir'/],
  ['--skip-broken without --out-dir', ['--skip-broken'], /'--skip-broken' needs '--out-dir'/],
  [
    'one file for all beside --out-dir',
    ['--out-dir', 'o', '--png', 'R.png'],
    /'--png' .*'--out-dir'/,
  ],
  ['memory without a unit', ['--memory', '2'], /unit, such as 2GB/],
  ['memory of nothing', ['--memory', '0GB'], /unit, such as 2GB/],
  ['a batch of nothing', ['--batch-size', '0'], /whole number from 1/],
] as const) {
  test(`${what} is wrong usage`, async t => {
    const cwd = await temporaryFolder(t);
    const {code, stderr} = await cli.run(
      ['explain', digits, '--input', 'x.png', '--plan', 'EpsilonPlus', ...args],
      {cwd},
    );
    t.is(code, 2);
    t.regex(stderr, message);
    t.deepEqual(await snapshot(cwd), {});
  });
}

test('an .npy file holds one plan, an .npz file all', async t => {
  const cwd = await temporaryFolder(t);
  await smallPictures(join(cwd, 'in'), 1);
  const common = ['explain', digits, '--input', 'in/00.png', ...plans];
  const refused = await cli.run([...common, '--out', 'R.npy'], {cwd});
  t.is(refused.code, 1);
  t.regex(refused.stderr, /error\[save\/one-plan\].*\.npz/);
  const {code, stdout, stderr} = await cli.run([...common, '--out', 'R.npz', '--json'], {cwd});
  t.is(code, 0, stderr);
  t.deepEqual(
    (JSON.parse(stdout) as {plans: {plan: string}[]}).plans.map(({plan}) => plan),
    ['EpsilonPlus', 'DeepTaylor'],
  );
});
