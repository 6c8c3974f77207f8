import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {encodeNpy} from '../../src/data/npy.js';
import {NpyRows} from '../../src/data/npy-rows.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

test('rows are read one by one, in any order', async t => {
  const work = await temporaryFolder(t);
  const path = join(work, 'x.npy');
  await writeFile(
    path,
    encodeNpy(
      [4, 2, 3],
      Float32Array.from({length: 24}, (_, i) => i / 2),
    ),
  );
  const rows = await NpyRows.open(path);
  t.deepEqual(rows.shape, [4, 2, 3]);
  for (const row of [3, 0, 2]) {
    t.deepEqual(
      [...(await rows.read(row))],
      [0, 1, 2, 3, 4, 5].map(i => (6 * row + i) / 2),
    );
  }
  await t.throwsAsync(rows.read(4), {code: 'npy/truncated'});
  await rows.close();
});

test('a file that is missing, a folder, no .npy, cut off or column-major is refused', async t => {
  const work = await temporaryFolder(t);
  const whole = Buffer.from(encodeNpy([2, 3], new Float32Array(6)));
  const fortran = Buffer.from(whole);
  fortran.write('True, ', fortran.indexOf('False'), 'latin1');
  await mkdir(join(work, 'folder.npy'));
  await writeFile(join(work, 'empty.npy'), '');
  await writeFile(join(work, 'text.npy'), 'hello');
  await writeFile(join(work, 'cut.npy'), whole.subarray(0, whole.length - 4));
  await writeFile(join(work, 'fortran.npy'), fortran);
  for (const [name, code] of [
    ['missing', 'npy/missing'],
    ['folder', 'npy/not-a-file'],
    ['empty', 'npy/not-npy'],
    ['text', 'npy/not-npy'],
    ['cut', 'npy/truncated'],
    ['fortran', 'npy/order'],
  ] as const)
    await t.throwsAsync(NpyRows.open(join(work, `${name}.npy`)), {code}, name);
});
