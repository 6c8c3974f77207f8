import {chmod, mkdir, readdir, readFile, symlink, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import test from 'ava';
import sharp from 'sharp';
import {openCliProcess, type CliProcess} from '../helpers/cli-process.js';
import {runCli, type CliOutcome} from '../helpers/run-cli.js';
import {snapshot, temporaryFolder} from '../helpers/temporary-folder.js';

const cli = openCliProcess();
test.after.always(cli.close);

/** `lrplab kernel …` with no other Jupyter folder than the given ones. */
function kernel(
  args: readonly string[],
  home: string,
  env: Readonly<Record<string, string>> = {},
  run: CliProcess['run'] = cli.run,
): Promise<CliOutcome> {
  const clean = {JUPYTER_DATA_DIR: '', JUPYTER_PATH: '', XDG_DATA_HOME: '', APPDATA: ''};
  const none = {VIRTUAL_ENV: '', CONDA_PREFIX: '', PATH: join(home, 'no-programs')};
  return run(['kernel', ...args], {env: {...clean, ...none, HOME: home, ...env}});
}

async function specIn(folder: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(join(folder, 'kernel.json'), 'utf8')) as Record<string, unknown>;
}

async function writeSpec(folder: string, spec: object): Promise<void> {
  await mkdir(folder, {recursive: true});
  await writeFile(join(folder, 'kernel.json'), JSON.stringify(spec));
}

test('install writes a kernelspec that starts this Node and this package, with logos of the sizes Jupyter asks for', async t => {
  const home = await temporaryFolder(t);
  const data = join(home, 'data');
  const {code, stdout, stderr} = await kernel(['install'], home, {JUPYTER_DATA_DIR: data}, runCli);
  const folder = join(data, 'kernels', 'lrplab');
  t.deepEqual([code, stderr], [0, '']);
  t.is(stdout, `installed kernel lrplab in ${folder}\n`);
  const {metadata, ...spec} = await specIn(folder);
  t.deepEqual(spec, {
    argv: [
      process.execPath,
      resolve('dist/kernel/main.js'),
      '--connection-file',
      '{connection_file}',
    ],
    display_name: 'lrplab',
    language: 'typescript',
    env: {MALLOC_MMAP_THRESHOLD_: '1048576'},
    interrupt_mode: 'signal',
  });
  t.false((metadata as {debugger: boolean}).debugger);
  for (const side of [32, 64]) {
    const {format, width, height} = await sharp(
      join(folder, `logo-${side}x${side}.png`),
    ).metadata();
    t.deepEqual([format, width, height], ['png', side, side]);
  }
  t.regex(await readFile(join(folder, 'logo-svg.svg'), 'utf8'), /^<svg /);
  t.deepEqual(await readdir(join(data, 'kernels')), ['lrplab']);
});

test('without a place the kernel goes where Jupyter looks for one person', async t => {
  const home = await temporaryFolder(t);
  const data = process.platform === 'darwin' ? 'Library/Jupyter' : '.local/share/jupyter';
  await kernel(['install', '--user'], home);
  t.deepEqual(await readdir(join(home, data, 'kernels')), ['lrplab']);
  if (process.platform === 'linux') {
    await kernel(['install'], home, {XDG_DATA_HOME: join(home, 'xdg')});
    t.deepEqual(await readdir(join(home, 'xdg/jupyter/kernels')), ['lrplab']);
  }
});

test('--prefix and --sys-prefix install below share/jupyter; the environment is found without running Python', async t => {
  const home = await temporaryFolder(t);
  const environment = join(home, 'an environment');
  await mkdir(join(environment, 'bin'), {recursive: true});
  const broken = '#!/bin/false\n';
  for (const name of ['python3', 'jupyter'])
    await writeFile(join(environment, 'bin', name), broken, {mode: 0o755});
  await writeFile(join(environment, 'bin', 'python3'), '\u007fELF', {mode: 0o755});
  const path = {PATH: join(environment, 'bin')};
  const ways = [
    [['--prefix', environment], {}],
    [['--sys-prefix'], {VIRTUAL_ENV: environment}],
    [['--sys-prefix'], {CONDA_PREFIX: environment}],
    [['--sys-prefix'], path],
  ] as const;
  for (const [place, env] of ways) {
    const {code, stderr} = await kernel(['install', ...place], home, env);
    t.is(code, 0, stderr);
    t.deepEqual(await readdir(join(environment, 'share/jupyter/kernels')), ['lrplab']);
    const removed = await kernel(['uninstall', ...place], home, env);
    t.is(removed.code, 0, removed.stderr);
    t.deepEqual(await readdir(join(environment, 'share/jupyter/kernels')), []);
  }
});

test('--sys-prefix follows the first line of the jupyter on the PATH', async t => {
  const home = await temporaryFolder(t);
  const environment = join(home, 'venv');
  await mkdir(join(environment, 'bin'), {recursive: true});
  await mkdir(join(home, 'links'));
  const python = join(environment, 'bin/python3.11');
  await writeFile(python, '\u007fELF', {mode: 0o755});
  await writeFile(join(environment, 'bin/jupyter'), `#!${python}\nimport sys\n`, {mode: 0o755});
  await symlink(join(environment, 'bin/jupyter'), join(home, 'links/jupyter'));
  const {code, stdout} = await kernel(['install', '--sys-prefix', '--json'], home, {
    PATH: join(home, 'links'),
  });
  t.is(code, 0);
  t.is(
    (JSON.parse(stdout) as {folder: string}).folder,
    join(environment, 'share/jupyter/kernels/lrplab'),
  );
});

test('--sys-prefix without any environment says what to do', async t => {
  const home = await temporaryFolder(t);
  const {code, stderr} = await kernel(['install', '--sys-prefix'], home);
  t.is(code, 1);
  t.regex(stderr, /^error\[kernel\/no-prefix\]: .*--prefix\n$/);
});

test('a second install replaces the first, other names stand beside it, nothing is left over', async t => {
  const home = await temporaryFolder(t);
  const data = {JUPYTER_DATA_DIR: join(home, 'data')};
  const kernels = join(home, 'data/kernels');
  await kernel(['install'], home, data);
  await writeFile(join(kernels, 'lrplab/left-over'), '');
  const again = await kernel(['install', '--display-name', 'LRP <β>', '--json'], home, data);
  t.is(again.code, 0);
  const {replaced, folder} = JSON.parse(again.stdout) as {replaced: boolean; folder: string};
  t.true(replaced);
  t.is((await specIn(folder))['display_name'], 'LRP <β>');
  t.deepEqual(await readdir(folder), [
    'kernel.json',
    'logo-32x32.png',
    'logo-64x64.png',
    'logo-svg.svg',
  ]);
  await kernel(['install', '--name', 'LRP-2'], home, data);
  t.deepEqual((await readdir(kernels)).sort(), ['lrp-2', 'lrplab']);
  t.is((await kernel(['uninstall'], home, data)).code, 0);
  t.deepEqual(await readdir(kernels), ['lrp-2']);
});

test("somebody else's kernel is neither replaced nor removed", async t => {
  const home = await temporaryFolder(t);
  const data = {JUPYTER_DATA_DIR: join(home, 'data')};
  const kernels = join(home, 'data/kernels');
  await writeSpec(join(kernels, 'python3'), {
    argv: ['python3', '-m', 'ipykernel_launcher', '-f', '{connection_file}'],
    display_name: 'Python 3',
    language: 'python',
  });
  await writeSpec(join(kernels, 'other'), {
    argv: ['node', '/opt/other/dist/kernel/main.js', '{connection_file}'],
    display_name: 'Other',
    language: 'typescript',
  });
  await mkdir(join(kernels, 'broken'));
  await writeFile(join(kernels, 'broken/kernel.json'), '{"argv": 3');
  await writeFile(join(kernels, 'a-file'), 'text');
  const before = await snapshot(home);
  for (const name of ['python3', 'other', 'broken', 'a-file']) {
    for (const command of ['install', 'uninstall']) {
      const {code, stdout, stderr} = await kernel([command, '--name', name], home, data);
      t.deepEqual([code, stdout], [1, '']);
      t.regex(stderr, /^error\[kernel\/foreign\]: [^\n]+\n$/, `${command} ${name}`);
    }
  }
  t.deepEqual(await snapshot(home), before);
});

test('uninstalling what is not there names the folder and the command that looks for it', async t => {
  const home = await temporaryFolder(t);
  const {code, stderr} = await kernel(['uninstall', '--prefix', home], home);
  t.is(code, 1);
  t.true(stderr.includes(join(home, 'share/jupyter/kernels/lrplab')));
  t.regex(stderr, /^error\[kernel\/not-installed\].*lrplab kernel list/);
});

test('wrong usage ends with 2 and touches nothing', async t => {
  const home = await temporaryFolder(t);
  for (const args of [
    ['install', '--user', '--prefix', home],
    ['install', '--sys-prefix', '--user'],
    ['install', '--prefix', home, '--sys-prefix'],
    ['install', '--name', '../x'],
    ['install', '--name', 'a/b'],
    ['install', '--name', '..'],
    ['install', '--name', ''],
    ['install', '--name', '-x'],
    ['install', '--name', 'ä'],
    ['install', '--name', 'x'.repeat(101)],
    ['install', '--display-name', ''],
    ['install', '--display-name', 'two\nlines'],
    ['uninstall', '--name', '../../x'],
    ['install', '--prefix'],
    ['install', 'lrplab'],
    ['instal'],
    [],
  ]) {
    const {code, stdout, stderr} = await kernel(args, home);
    t.is(code, 2, `${args.join(' ')}: ${stderr}`);
    t.is(stdout, '');
    t.not(stderr, '');
  }
  t.deepEqual(await readdir(home), []);
});

test('a prefix that is a file, or in which nothing may be written, is an error that leaves nothing behind', async t => {
  const home = await temporaryFolder(t);
  const file = join(home, 'file');
  await writeFile(file, 'text');
  for (const env of [{JUPYTER_DATA_DIR: file}, {JUPYTER_DATA_DIR: join(file, 'below')}]) {
    const {code, stderr} = await kernel(['install'], home, env);
    t.is(code, 1);
    t.regex(stderr, /^error\[(kernel\/not-a-folder|write\/failed)\]: [^\n]+\n$/);
  }
  t.deepEqual(await readdir(home), ['file']);
  if (process.getuid?.() === 0) {
    t.log('running as root, who may write everywhere: read-only folders are not tried');
    return;
  }
  const locked = join(home, 'locked');
  await mkdir(locked);
  await chmod(locked, 0o500);
  const {code, stderr} = await kernel(['install', '--prefix', locked], home);
  t.is(code, 1);
  t.regex(stderr, /^error\[write\/failed\]: .*no permission/);
  t.deepEqual(await readdir(locked), []);
});

test('list shows every place Jupyter searches, and how to mend a spec whose programs are gone', async t => {
  const home = await temporaryFolder(t);
  const at = (name: string) => join(home, name);
  const env = {
    JUPYTER_DATA_DIR: at('user'),
    JUPYTER_PATH: `${at('first')}:${at('second')}`,
    VIRTUAL_ENV: at('venv'),
  };
  const nothing = await kernel(['list'], home, env);
  t.is(nothing.code, 0);
  t.regex(nothing.stdout, /lrplab kernel install/);
  await kernel(['install'], home, env);
  await kernel(['install', '--sys-prefix'], home, env);
  const gone = {
    argv: ['/gone/node', '/gone/lrplab/dist/kernel/main.js', '{connection_file}'],
    display_name: 'lrplab',
    language: 'typescript',
  };
  await writeSpec(at('second/kernels/old'), gone);
  await writeSpec(at('second/kernels/tslab'), {...gone, argv: ['tslab', 'kernel']});
  const json = await kernel(['list', '--json'], home, env);
  const {kernels, searched} = JSON.parse(json.stdout) as {
    kernels: {folder: string; current: boolean; missing: string[]}[];
    searched: string[];
  };
  t.deepEqual(searched.slice(0, 3), [at('first'), at('second'), at('user')]);
  const ours = kernels.filter(({folder}) => folder.startsWith(home));
  t.deepEqual(
    ours.map(({folder, missing}) => [folder, missing.includes('/gone/node')]),
    [
      [at('second/kernels/old'), true],
      [at('user/kernels/lrplab'), false],
      [at('venv/share/jupyter/kernels/lrplab'), false],
    ],
  );
  const table = await kernel(['list'], home, env);
  t.regex(table.stdout, /old +broken/);
  t.regex(table.stdout, /\/gone\/node.* mend it: lrplab kernel install.* --name old/);
});

test('doctor says what is wrong and what to do about each thing, and ends with 1', async t => {
  const home = await temporaryFolder(t);
  const env = {JUPYTER_DATA_DIR: join(home, 'data')};
  await writeSpec(join(home, 'data/kernels/lrplab'), {
    argv: ['/gone/node', '/gone/lrplab/dist/kernel/main.js', '{connection_file}'],
    display_name: 'lrplab',
    language: 'typescript',
  });
  await writeSpec(join(home, 'data/kernels/tslab'), {
    argv: ['tslab', 'kernel', '--config-path', '{connection_file}'],
    display_name: 'TypeScript',
    language: 'typescript',
  });
  const {code, stdout} = await kernel(['doctor', '--json'], home, env);
  t.is(code, 1);
  const {ok, findings} = JSON.parse(stdout) as {
    ok: boolean;
    findings: {what: string; state: string; detail: string; advice?: string}[];
  };
  t.false(ok);
  const of = (what: string) => findings.find(each => each.what === what)!;
  for (const what of ['Node.js', 'zeromq', 'tslab']) t.is(of(what).state, 'ok');
  t.is(of('kernel lrplab').state, 'fault');
  t.regex(of('kernel lrplab').detail, /\/gone\/node/);
  t.is(of('kernel lrplab').advice, 'lrplab kernel install');
  t.is(of('kernel tslab').state, 'note');
  t.is(of('Jupyter').state, 'note');
  for (const {state, advice} of findings) if (state !== 'ok') t.truthy(advice);
});
