import {chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {writeFileWhole} from '../../src/data/write-file.js';

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lrplab-'));
  try {
    await run(folder);
  } finally {
    await rm(folder, {recursive: true});
  }
}

test('text and bytes are written, parent folders are made, and nothing else is left', async t => {
  await inFolder(async folder => {
    const path = join(folder, 'a', 'b', 'report.html');
    await writeFileWhole(path, 'grüße');
    t.is(await readFile(path, 'utf8'), 'grüße');
    await writeFileWhole(path, Uint8Array.of(1, 2));
    t.deepEqual([...(await readFile(path))], [1, 2]);
    t.deepEqual(await readdir(join(folder, 'a', 'b')), ['report.html']);
  });
});

test('a folder in the place of the file is one clear error, and it still stands', async t => {
  await inFolder(async folder => {
    await mkdir(join(folder, 'x.npy'));
    await t.throwsAsync(writeFileWhole(join(folder, 'x.npy'), 'a'), {code: 'write/not-a-file'});
    t.deepEqual(await readdir(folder), ['x.npy']);
  });
});

test('a device is not replaced', async t => {
  await t.throwsAsync(writeFileWhole('/dev/null', 'a'), {code: 'write/not-a-file'});
  t.false((await stat('/dev/null')).isFile());
});

test('a file in the place of a parent folder is one clear error', async t => {
  await inFolder(async folder => {
    await writeFile(join(folder, 'out'), 'kept');
    await t.throwsAsync(writeFileWhole(join(folder, 'out', 'x.npy'), 'a'), {code: 'write/failed'});
    t.is(await readFile(join(folder, 'out'), 'utf8'), 'kept');
  });
});

test('no permission is one clear error, and nothing is left', async t => {
  if (process.getuid?.() === 0 || process.platform === 'win32') {
    t.log('skipped: this user may write everywhere');
    t.pass();
    return;
  }
  await inFolder(async folder => {
    await chmod(folder, 0o500);
    await t.throwsAsync(writeFileWhole(join(folder, 'x'), 'a'), {message: /no permission/});
    await chmod(folder, 0o700);
    t.deepEqual(await readdir(folder), []);
  });
});

test('a name too long is one clear error, and nothing is left', async t => {
  await inFolder(async folder => {
    const error = await t.throwsAsync(writeFileWhole(join(folder, 'x'.repeat(300)), 'a'));
    t.regex(error.message, /the name is too long/);
    t.deepEqual(await readdir(folder), []);
  });
});
