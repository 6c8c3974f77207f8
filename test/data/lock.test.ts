import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import {hostname} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {DataError} from '../../src/data/data-error.js';
import {takeLock as take, type Lock} from '../../src/data/lock.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

function takeLock(path: string): Promise<Lock> {
  return take(path, {
    busy: owner => new DataError('x/busy', path, JSON.stringify(owner)),
    cannotWrite: (place, error) => new DataError('x/write', place, String(error)),
  });
}

test('a lock is held by one until it is released', async t => {
  const path = join(await temporaryFolder(t), 'x.lock');
  const lock = await takeLock(path);
  const error = await t.throwsAsync(takeLock(path), {code: 'x/busy'});
  t.true(error!.message.includes(JSON.stringify({pid: process.pid, host: hostname()})));
  lock.release();
  t.false(existsSync(path));
  (await takeLock(path)).release();
});

test('a lock that a dead process has left is taken over, as is one that says nothing', async t => {
  const folder = await temporaryFolder(t);
  const {pid} = spawnSync(process.execPath, ['--version']);
  for (const content of [JSON.stringify({pid, host: hostname()}), '', '{}', 'x']) {
    const path = join(folder, 'x.lock');
    await writeFile(path, content);
    (await takeLock(path)).release();
    t.false(existsSync(path));
  }
});

test('a lock of another machine is left alone', async t => {
  const path = join(await temporaryFolder(t), 'x.lock');
  await writeFile(path, JSON.stringify({pid: 1, host: 'elsewhere.example'}));
  const error = await t.throwsAsync(takeLock(path), {code: 'x/busy'});
  t.regex(error!.message, /elsewhere\.example/);
});

test('of many that ask at once one gets it', async t => {
  const path = join(await temporaryFolder(t), 'x.lock');
  const results = await Promise.allSettled(Array.from({length: 8}, () => takeLock(path)));
  t.is(results.filter(({status}) => status === 'fulfilled').length, 1);
});

test('a folder that cannot hold a lock is told', async t => {
  const path = join(await temporaryFolder(t), 'none/x.lock');
  const error = await t.throwsAsync(takeLock(path), {code: 'x/write'});
  t.regex(error!.message, /none/);
});
