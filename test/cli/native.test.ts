import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {readdir, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import test from 'ava';
import {openWorkshop, writeProgram, type Workshop} from '../helpers/native-workshop.js';
import {runCli, type CliOutcome} from '../helpers/run-cli.js';

/** Runs `lrplab native` with a workshop's tools and cache only. */
function native(workshop: Workshop, ...args: readonly string[]): Promise<CliOutcome> {
  return runCli(['native', ...args], {cwd: workshop.work, env: environment(workshop)});
}

function environment({bin, surroundings}: Workshop): Readonly<Record<string, string>> {
  return {PATH: bin, LRPLAB_CACHE: surroundings.cache, VIRTUAL_ENV: '', CONDA_PREFIX: ''};
}

test('native builds, shows what is there, does nothing the second time, and takes it back', async t => {
  const workshop = await openWorkshop(t);
  const built = await native(workshop);
  t.is(built.code, 0, built.stderr);
  t.regex(built.stdout, /^built tfjs-node 4\.22\.0 on TensorFlow 2\.21\.0 in \S+native\/node\n/);
  // Steps as plain lines, for it is no terminal.
  t.regex(built.stderr, /^finding .* …\nfetching .* …\ncompiling .* …\nchecking .* …\n$/);
  const status = await native(workshop, '--status');
  t.regex(status.stdout, /^node +ok +4\.22\.0 +2\.21\.0 +\d+ +\S+native\/node$/m);
  const again = await native(workshop, '--json');
  t.like(JSON.parse(again.stdout), {ok: true, action: 'kept', kind: 'node', tensorflow: '2.21.0'});
  t.is(again.stderr, '');
  const undone = await native(workshop, '--undo', '--json');
  t.like(JSON.parse(undone.stdout), {ok: true, action: 'removed', kind: 'node'});
  t.false(existsSync(workshop.surroundings.cache));
  const nothing = await native(workshop, '--undo');
  t.is(nothing.code, 1);
  t.regex(nothing.stderr, /^error\[native\/not-installed\]: /);
});

test('native tells in one error what is missing, without a stack', async t => {
  const workshop = await openWorkshop(t);
  const {code, stdout, stderr} = await native(workshop, '--wheel', 'none');
  t.is(code, 1);
  t.is(stdout, '');
  t.regex(stderr, /^error\[native\/wheel\]: "\S+none": there is no such folder/);
  t.notRegex(stderr, /^\s+at /m);
  for (const args of [
    ['--undo', '--force'],
    ['--status', '--gpu'],
    ['--undo', '--wheel', 'x'],
  ]) {
    const wrong = await native(workshop, ...args);
    t.is(wrong.code, 2, wrong.stderr);
    t.regex(wrong.stderr, /cannot be used with option/);
  }
});

test('--status says why an addon is not used', async t => {
  const workshop = await openWorkshop(t);
  await native(workshop);
  const marker = join(workshop.surroundings.cache, 'native', 'node', 'lrplab-native.json');
  const old = {
    kind: 'node',
    tfjs: '4.22.0',
    tensorflow: '2.21.0',
    wheel: '/gone',
    abi: '1',
    node: 'v1',
  };
  await writeFile(marker, JSON.stringify(old));
  const {stdout} = await native(workshop, '--status');
  t.regex(stdout, /^node +unusable /m);
  t.regex(stdout, /^node: its TensorFlow is gone from \/gone; build it anew with: lrplab native$/m);
});

for (const [signal, presses] of [
  ['SIGINT', 1],
  ['SIGINT', 2],
] as const) {
  test(`${presses === 1 ? 'Ctrl-C' : 'Ctrl-C twice'} in a build ends it with 130 and leaves no folder`, async t => {
    const workshop = await openWorkshop(t);
    const {work, surroundings} = workshop;
    await writeProgram(
      workshop,
      'npm',
      `${presses === 2 ? "process.on('SIGTERM', () => {});" : ''}
fs.mkdirSync('node_modules'); fs.writeFileSync(work + '/begun', ''); setInterval(() => {}, 1e6);`,
    );
    const child = spawn(process.execPath, [resolve('dist/src/cli/main.js'), 'native'], {
      ...{cwd: work, env: {...process.env, ...environment(workshop)}},
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const ended = new Promise<number | null>(done => child.once('close', done));
    while (!existsSync(join(work, 'begun'))) await new Promise(done => setTimeout(done, 20));
    child.kill(signal);
    if (presses === 2) {
      await new Promise(done => setTimeout(done, 300));
      child.kill(signal);
    }
    t.is(await ended, 130, stderr);
    if (presses === 1) t.regex(stderr, /interrupted; nothing was written\n$/);
    const left = await readdir(join(surroundings.cache, 'native'));
    t.deepEqual(
      left.filter(name => !name.endsWith('.log')),
      [],
    );
  });
}
