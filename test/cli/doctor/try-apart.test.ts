import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {tryApart, type TryApartOptions} from '../../../src/cli/doctor/try-apart.js';
import {temporaryFolder} from '../../helpers/temporary-folder.js';

/** Tries a device by a program of the test. */
async function tryBy(t: ExecutionContext, text: string, options: TryApartOptions = {}) {
  const program = join(await temporaryFolder(t), 'program.cjs');
  await writeFile(program, text);
  return tryApart('onnx', 'cuda', {...options, program});
}

const good = {works: true, gflops: 3, bits: 32, notes: []};

test('what the program answers is the trial, whatever else it prints', async t => {
  const text = `console.log('chatter'); console.error('more'.repeat(1e5));
    process.send(${JSON.stringify(good)}, () => process.exit(0));`;
  t.deepEqual(await tryBy(t, text), good as never);
});

test('it is told engine and device', async t => {
  const text =
    'process.send({works: false, what: process.argv.slice(2).join(), add: null}, () => process.exit(0))';
  t.deepEqual(await tryBy(t, text), {works: false, what: 'onnx,cuda', add: null});
});

test('a crash is told with the signal and the last words', async t => {
  const text = "console.error('driver: bad things'); process.kill(process.pid, 'SIGSEGV');";
  const trial = await tryBy(t, `${text} setInterval(() => {}, 1000);`);
  t.deepEqual(trial, {
    works: false,
    what: 'its process ended with SIGSEGV: driver: bad things',
    add: null,
  });
});

test('an end without an answer is told with the code', async t => {
  t.deepEqual(await tryBy(t, 'process.exit(7)'), {
    works: false,
    what: 'its process ended with code 7',
    add: null,
  });
});

test('a driver that hangs is given up', async t => {
  const trial = await tryBy(t, 'for (;;);', {limit: 500});
  t.deepEqual(trial, {
    works: false,
    what: 'no answer within 0.5 s; its driver is stuck',
    add: null,
  });
});

test('a crash after the answer does not matter', async t => {
  const text = `process.send(${JSON.stringify(good)}, () => process.kill(process.pid, 'SIGABRT'));`;
  t.deepEqual(await tryBy(t, text), good as never);
});

test('a library that the loader missed is named', async t => {
  const text = `console.error('Vulkan: libvulkan.so.1: cannot open shared object file: No such file');
    process.send({works: false, what: 'no GPU', add: 'apt'}, () => process.exit(0));`;
  const trial = await tryBy(t, text);
  t.deepEqual(trial, {
    works: false,
    what: 'no GPU (libvulkan.so.1 is not on this machine)',
    add: 'apt',
  });
});

test('a signal ends the trial with its reason', async t => {
  const stop = new AbortController();
  const trial = tryBy(t, 'for (;;);', {signal: stop.signal});
  setTimeout(() => stop.abort(new Error('enough')), 200);
  await t.throwsAsync(trial, {message: 'enough'});
});
