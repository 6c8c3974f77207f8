import {existsSync} from 'node:fs';
import {mkdir, readdir, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {findNativeAddon} from '../../src/engine/tfjs/native-addon.js';
import {readMarker} from '../../src/engine/tfjs/native-marker.js';
import {installAddon, type Installed, type InstallRequest} from '../../src/native/install-addon.js';
import {removeAddon} from '../../src/native/remove-addon.js';
import {
  fakeAddon,
  npmWith,
  openWorkshop,
  pythonWith,
  writeProgram,
  writeWheel,
  type Workshop,
} from '../helpers/native-workshop.js';
import {snapshot} from '../helpers/temporary-folder.js';

// Each build under way listens for the exit of the process, and the tests build side by side.
process.setMaxListeners(100);

function install(
  {surroundings}: Workshop,
  request: Partial<InstallRequest> & {readonly steps?: string[]} = {},
  changes: Partial<Workshop['surroundings']> = {},
): Promise<Installed> {
  const {steps = [], ...rest} = request;
  return installAddon(
    {
      ...{kind: 'node', python: null, wheel: null, force: false},
      ...{signal: new AbortController().signal, onStep: step => steps.push(step)},
      ...rest,
    },
    {...surroundings, ...changes},
  );
}

async function calls({work}: Workshop): Promise<number> {
  return (await readFile(join(work, 'npm-calls'), 'utf8')).trim().split('\n').length;
}

/** Expects a failure of a code that says so, and nothing left in the cache but logs. */
async function fails(
  t: ExecutionContext,
  {surroundings}: Workshop,
  run: Promise<unknown>,
  code: string,
  ...told: readonly RegExp[]
): Promise<void> {
  const error = (await t.throwsAsync(run)) as Error & {readonly code: string};
  t.is(error.code, code, error.message);
  for (const each of told) t.regex(error.message, each);
  const left = await readdir(join(surroundings.cache, 'native')).catch(() => []);
  t.true(
    left.every(name => name.endsWith('.log')),
    left.join(),
  );
}

test('an addon is built once, against the tensorflow that python3 has, and then kept', async t => {
  const workshop = await openWorkshop(t);
  const {wheel, surroundings} = workshop;
  const steps: string[] = [];
  const {action, folder, entry, marker} = await install(workshop, {steps});
  t.is(action, 'built');
  t.is(folder, join(surroundings.cache, 'native', 'node'));
  t.like(marker, {kind: 'node', tfjs: '4.22.0', tensorflow: '2.21.0', wheel, abi: '115'});
  t.deepEqual(readMarker(folder), marker);
  const found = findNativeAddon('node', {cached: folder, from: [], abi: '115'});
  t.deepEqual(found, {entry, version: '4.22.0'});
  const begun = steps.map(step => step.split(' ')[0]);
  t.deepEqual(begun, ['finding', 'fetching', 'compiling', 'checking']);
  t.deepEqual(await readdir(join(surroundings.cache, 'native')), ['node']);
  const names = await readdir(folder, {recursive: true});
  t.false(names.some(name => name.endsWith('.map')));

  t.is((await install(workshop)).action, 'kept');
  t.is((await install(workshop, {python: join(workshop.bin, 'python3')})).action, 'kept');
  t.is((await install(workshop, {wheel})).action, 'kept');
  t.is(await calls(workshop), 2);
  t.is((await install(workshop, {force: true})).action, 'built');
  t.is(await calls(workshop), 4);
  t.deepEqual(await readdir(join(surroundings.cache, 'native')), ['node']);
});

test('what no longer fits is built anew: another Node, another TensorFlow, one that has moved', async t => {
  const workshop = await openWorkshop(t);
  const {work, wheel, surroundings} = workshop;
  await install(workshop);
  t.is((await install(workshop, {}, {abi: '127'})).action, 'built');
  t.is((await install(workshop, {}, {abi: '127'})).action, 'kept');
  const packages = join(work, 'site-packages');
  await rename(
    join(packages, 'tensorflow_cpu-2.21.0.dist-info'),
    join(packages, 'tensorflow_cpu-2.22.0.dist-info'),
  );
  t.is((await install(workshop, {}, {abi: '127'})).marker.tensorflow, '2.22.0');
  const other = await writeWheel(join(work, 'other'));
  t.is((await install(workshop, {wheel: join(work, 'other')})).action, 'built');
  t.is(readMarker(join(surroundings.cache, 'native', 'node'))?.wheel, other);
  await rm(join(work, 'other'), {recursive: true});
  t.is((await install(workshop)).marker.wheel, wheel);
});

test('the addon of before stays until the new one has passed its check', async t => {
  const workshop = await openWorkshop(t);
  const {folder} = await install(workshop);
  const before = await snapshot(folder);
  await writeProgram(workshop, 'npm', npmWith('throw new Error("no fit")'));
  await t.throwsAsync(install(workshop, {force: true}), {code: 'native/check-failed'});
  t.deepEqual(await snapshot(folder), before);
});

test('without a Python, or one that has tensorflow, the command to run is told', async t => {
  const workshop = await openWorkshop(t);
  const failing = (request: Partial<InstallRequest>, code: string, told: RegExp): Promise<void> =>
    fails(t, workshop, install(workshop, request), code, told);
  await failing({python: '/none/python'}, 'native/no-python', /"\/none\/python" is no program/);
  await writeProgram(workshop, 'python3', pythonWith(''));
  const command = /python3: it has no tensorflow; install it with: \S+python3 -m pip install /;
  await failing({}, 'native/no-tensorflow', new RegExp(`${command.source}tensorflow-cpu`));
  const gpu = new RegExp(`${command.source}'tensorflow\\[and-cuda\\]'`);
  await failing({kind: 'node-gpu'}, 'native/no-tensorflow', gpu);
  await writeProgram(workshop, 'python3', 'console.error("it is broken"); process.exit(3);');
  await failing({}, 'native/no-python', /it is broken/);
  await rm(join(workshop.bin, 'python3'));
  await failing(
    {},
    'native/no-python',
    /no python3 and no python is on the PATH.*--python.*--wheel/,
  );
});

test('an active environment goes before python3, and the one that was named before both', async t => {
  const workshop = await openWorkshop(t);
  const {work, surroundings} = workshop;
  const mine = await writeWheel(join(work, 'mine'));
  const named = await writeWheel(join(work, 'named'));
  const venv = {work, bin: join(work, 'venv', 'bin')};
  await writeProgram(venv, 'python', pythonWith(mine));
  await writeProgram({work, bin: join(work, 'other')}, 'python3', pythonWith(named));
  const env = {...surroundings.env, VIRTUAL_ENV: join(work, 'venv')};
  t.is((await install(workshop, {force: true}, {env})).marker.wheel, mine);
  const python = join(work, 'other', 'python3');
  t.is((await install(workshop, {python}, {env})).marker.wheel, named);
  // One without tensorflow is no obstacle where another has it.
  await writeProgram(venv, 'python', pythonWith(''));
  t.is((await install(workshop, {force: true}, {env})).marker.wheel, workshop.wheel);
});

test('a wheel that cannot be built against is told with what it lacks', async t => {
  const workshop = await openWorkshop(t);
  const {work, wheel} = workshop;
  const lacking = (path: string, told: RegExp): Promise<void> =>
    fails(t, workshop, install(workshop, {wheel: path}), 'native/wheel', told);
  await lacking(join(work, 'none'), /there is no such folder/);
  await mkdir(join(work, 'empty'));
  await lacking(
    join(work, 'empty'),
    /no libtensorflow_cc\.so\.2, no libtensorflow_framework\.so\.2, no include/,
  );
  await writeFile(join(work, 'tensorflow.whl'), '');
  await lacking(join(work, 'tensorflow.whl'), /python3 -m zipfile -e "tensorflow\.whl"/);
  await rm(join(wheel, 'include', 'tensorflow', 'c', 'eager', 'c_api.h'));
  await lacking(wheel, /has no include\/tensorflow\/c\/eager\/c_api\.h; expected/);
  await fails(t, workshop, install(workshop), 'native/wheel', /eager/);
});

async function macWheel(work: string): Promise<string> {
  const folder = await writeWheel(join(work, 'mac'));
  for (const name of ['libtensorflow_cc', 'libtensorflow_framework']) {
    await rename(join(folder, `${name}.so.2`), join(folder, `${name}.2.dylib`));
  }
  return folder;
}

test('without npm, a compiler or make, what to install is told for the system', async t => {
  const workshop = await openWorkshop(t);
  const {work, bin} = workshop;
  for (const name of ['make', 'g++']) await rm(join(bin, name));
  const debian = /no C\+\+ compiler and no make is on the PATH.*apt-get install g\+\+ make/;
  await fails(t, workshop, install(workshop), 'native/no-compiler', debian);
  const onMac = install(workshop, {wheel: await macWheel(work)}, {platform: 'darwin'});
  await fails(t, workshop, onMac, 'native/no-compiler', /xcode-select --install/);
  await rm(join(bin, 'npm'));
  const node = join(work, 'elsewhere', 'bin', 'node');
  const without = install(workshop, {}, {node});
  await fails(t, workshop, without, 'native/no-npm', /apt-get install npm/);
});

test('Windows is told plainly that it has no such command', async t => {
  const workshop = await openWorkshop(t);
  const run = install(workshop, {}, {platform: 'win32'});
  await fails(t, workshop, run, 'native/platform', /not there for Windows.*WSL/);
});

test('an npm that fails is quoted, and all it said is kept until a build succeeds', async t => {
  const workshop = await openWorkshop(t);
  const native = join(workshop.surroundings.cache, 'native');
  const body =
    "for (let i = 0; i < 40; i++) console.error('error line ' + i); process.exitCode = 7;";
  await writeProgram(workshop, 'npm', body);
  await fails(t, workshop, install(workshop), 'native/npm-failed', /exit code 7/, /line 39$/);
  t.regex(await readFile(join(native, 'node.log'), 'utf8'), /line 0\n/);
  await writeProgram(workshop, 'npm', npmWith(fakeAddon()));
  await install(workshop);
  t.deepEqual(await readdir(native), ['node']);
});

test('a compiler that fails is quoted with the file that holds the rest', async t => {
  const workshop = await openWorkshop(t);
  const failing =
    "if (process.argv[2] === 'run') { console.error('c_api.h: no'); process.exit(1); }";
  await writeProgram(workshop, 'npm', `${npmWith(fakeAddon())}\n${failing}`);
  const told = [/is in \S+node\.log/, /c_api\.h: no$/];
  await fails(t, workshop, install(workshop), 'native/build-failed', ...told);
});

test('an addon that does not load, ends its process or computes wrongly is not kept', async t => {
  const workshop = await openWorkshop(t);
  for (const [addon, told] of [
    ['throw new Error("undefined symbol: TF_Go")', /exit code 1.*undefined symbol: TF_Go/s],
    ['process.kill(process.pid, "SIGKILL")', /ended by a signal/],
    [fakeAddon('exports.matMul = () => value([17, 38]);'), /product: expected 17, 39, got 17, 38/],
    [fakeAddon('exports.conv2d = () => value([12]);'), /expected 12, 16, 24, 28, got 12$/],
    [fakeAddon('model.trainOnBatch = async () => NaN;'), /loss: expected 10, got/],
    [fakeAddon('model.getWeights = () => [value([0])];'), /weight: expected 1, got 0/],
    [fakeAddon('exports.getBackend = () => "cpu";'), /its backend is "cpu"/],
  ] as const) {
    await writeProgram(workshop, 'npm', npmWith(addon));
    await fails(t, workshop, install(workshop), 'native/check-failed', told);
  }
});

test('an addon for GPUs must use one', async t => {
  const workshop = await openWorkshop(t);
  const {work} = workshop;
  const gpu = {kind: 'node-gpu'} as const;
  const withoutGpuCode = /tensorflow-cpu, which has no GPU code/;
  await fails(t, workshop, install(workshop, gpu), 'native/no-gpu', withoutGpuCode);
  const wheel = await writeWheel(join(work, 'gpu'), {distribution: 'tensorflow'});
  await mkdir(join(work, 'gpu', 'nvidia'));
  await writeProgram(workshop, 'npm', npmWith(fakeAddon(), gpu));
  await fails(t, workshop, install(workshop, {...gpu, wheel}), 'native/no-gpu', /nvidia-smi/);
  const using = 'exports.engine = () => ({registry: {tensorflow: {isUsingGpuDevice: true}}});';
  await writeProgram(workshop, 'npm', npmWith(fakeAddon(using), gpu));
  const {folder, entry} = await install(workshop, {...gpu, wheel});
  t.true(existsSync(entry));
  t.true(existsSync(join(folder, 'node_modules/@tensorflow/tfjs-node-gpu/deps/nvidia')));
});

test('a cache that cannot be written is told, with the way out', async t => {
  const workshop = await openWorkshop(t);
  await writeFile(join(workshop.work, 'file'), '');
  const cache = join(workshop.work, 'file', 'cache');
  const run = install(workshop, {}, {cache});
  await t.throwsAsync(run, {code: 'native/cannot-write', message: /LRPLAB_CACHE/});
});

test('settings of the npm that runs lrplab do not become those of the npm it runs', async t => {
  const workshop = await openWorkshop(t);
  const telling = "fs.writeFileSync(work + '/env', JSON.stringify(process.env));";
  await writeProgram(workshop, 'npm', `${npmWith(fakeAddon())}\n${telling}`);
  const env = {
    ...workshop.surroundings.env,
    ...{npm_config_global: 'true', npm_config_registry: 'https://r', npm_lifecycle_event: 'x'},
  };
  await install(workshop, {}, {env});
  const seen = JSON.parse(await readFile(join(workshop.work, 'env'), 'utf8')) as object;
  t.like(seen, {
    npm_config_registry: 'https://r',
    npm_config_python: join(workshop.bin, 'python3'),
    CXX: 'g++',
  });
  t.false('npm_config_global' in seen);
  t.false('npm_lifecycle_event' in seen);
});

/** A process that was killed stands in the table until its parent, or init, has taken note. */
async function goneSoon(t: ExecutionContext, pid: number): Promise<void> {
  for (let look = 0; look < 200; look++) {
    const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
    if (status === null || /\) [ZX] /.test(status)) {
      t.pass();
      return;
    }
    await new Promise(done => setTimeout(done, 50));
  }
  t.fail(`process ${pid} is still there`);
}

test('stopping ends all that was started and leaves nothing', async t => {
  const workshop = await openWorkshop(t);
  const {work, surroundings} = workshop;
  // An npm that starts another process, as npm does, and waits; neither heeds a gentle word.
  const stubborn = 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1e6);';
  await writeProgram(
    workshop,
    'npm',
    `${stubborn}
const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(stubborn)}]);
fs.writeFileSync(work + '/new', process.pid + ' ' + child.pid);
fs.renameSync(work + '/new', work + '/pids');`,
  );
  const controller = new AbortController();
  const reason = new Error('enough');
  const run = install(workshop, {signal: controller.signal});
  while (!existsSync(join(work, 'pids'))) await new Promise(done => setTimeout(done, 20));
  controller.abort(reason);
  t.is(await t.throwsAsync(run), reason);
  t.deepEqual(await readdir(join(surroundings.cache, 'native')), []);
  const pids = (await readFile(join(work, 'pids'), 'utf8')).split(' ').map(Number);
  t.is(pids.length, 2);
  for (const pid of pids) await goneSoon(t, pid);
});

test('what a killed build has left is swept away by the next', async t => {
  const workshop = await openWorkshop(t);
  const native = join(workshop.surroundings.cache, 'native');
  // No process has the number 4194305: Linux counts up to one less.
  const others = [`.node.lrplab-${process.pid}-abcdef`, '.node-gpu.lrplab-4194305-abcdef'];
  for (const name of ['.node.lrplab-4194305-abcdef', ...others]) {
    await mkdir(join(native, name, 'node_modules'), {recursive: true});
  }
  await install(workshop);
  t.deepEqual((await readdir(native)).sort(), [...others, 'node'].sort());
});

test('undo removes the addon and nothing else', async t => {
  const workshop = await openWorkshop(t);
  const {work, surroundings} = workshop;
  const {cache} = surroundings;
  const before = await snapshot(work);
  await install(workshop);
  t.is(await removeAddon('node', cache), join(cache, 'native', 'node'));
  await rm(join(work, 'npm-calls'));
  t.deepEqual(await snapshot(work), before);

  await install(workshop);
  await mkdir(join(cache, 'native', 'node-gpu'));
  await writeFile(join(cache, 'other'), 'kept');
  await t.throwsAsync(removeAddon('node-gpu', cache), {code: 'native/foreign'});
  await removeAddon('node', cache);
  t.deepEqual((await readdir(cache)).sort(), ['native', 'other']);
  t.deepEqual(await readdir(join(cache, 'native')), ['node-gpu']);
  await t.throwsAsync(removeAddon('node', cache), {code: 'native/not-installed'});
});
