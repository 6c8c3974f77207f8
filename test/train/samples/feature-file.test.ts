import {execFileSync} from 'node:child_process';
import {mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {NpyRows} from '../../../src/data/npy-rows.js';
import {isWhole, writeFeatures} from '../../../src/train/samples/feature-file.js';
import {temporaryFolder} from '../../helpers/temporary-folder.js';

async function* rows(): AsyncGenerator<Float32Array> {
  yield Float32Array.of(1, 2, 3, 4);
  yield Float32Array.of(5, 6);
}

test('features come back row by row, and sha256sum agrees with what stands beside them', async t => {
  const folder = join(await temporaryFolder(t), 'features');
  const path = join(folder, 'f.npy');
  t.false(await isWhole(path));
  await writeFeatures(path, [3, 2], rows);
  t.true(await isWhole(path));
  const file = await NpyRows.open(path);
  t.deepEqual([file.shape, await file.read(2)], [[3, 2], Float32Array.of(5, 6)]);
  await file.close();
  t.deepEqual((await readdir(folder)).toSorted(), ['f.npy', 'f.npy.sha256']);
  if (process.platform === 'linux') {
    t.is(
      execFileSync('sha256sum', ['-c', 'f.npy.sha256'], {cwd: folder}).toString(),
      'f.npy: OK\n',
    );
  }
});

test('a file with one bit changed, one cut off and one without its sum are not whole', async t => {
  const path = join(await temporaryFolder(t), 'f.npy');
  await writeFeatures(path, [3, 2], rows);
  const bytes = await readFile(path);
  const changed = Buffer.from(bytes);
  changed[changed.length - 2]! ^= 1;
  for (const damaged of [changed, bytes.subarray(0, -1)]) {
    await writeFile(path, damaged);
    t.false(await isWhole(path));
  }
  await writeFile(path, bytes);
  t.true(await isWhole(path));
  await rm(`${path}.sha256`);
  t.false(await isWhole(path));
});

test('a folder that cannot be used is told with what to do, before anything is computed', async t => {
  const file = join(await temporaryFolder(t), 'file');
  await writeFile(file, '');
  const never = (): AsyncGenerator<Float32Array> => {
    throw new Error('begun');
  };
  await t.throwsAsync(writeFeatures(join(file, 'features', 'f.npy'), [3, 2], never), {
    code: 'train/cache',
    message: /file, not a folder; set LRPLAB_CACHE to a folder that can be written/,
  });
  const folder = await temporaryFolder(t);
  await t.throwsAsync(writeFeatures(join(folder, 'f.npy'), [1e9, 1e9], never), {
    code: 'train/no-space',
  });
  t.deepEqual(await readdir(folder), []);
});

test('where computing fails nothing is left, and the error is the one that was thrown', async t => {
  const folder = await temporaryFolder(t);
  await mkdir(folder, {recursive: true});
  const fault = new Error('no picture');
  const failing = async function* (): AsyncGenerator<Float32Array> {
    yield Float32Array.of(1, 2);
    throw fault;
  };
  t.is(await t.throwsAsync(writeFeatures(join(folder, 'f.npy'), [3, 2], failing)), fault);
  t.deepEqual(await readdir(folder), []);
});
