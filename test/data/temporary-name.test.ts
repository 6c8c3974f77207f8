import {spawnSync} from 'node:child_process';
import {readdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {removeAbandoned, temporaryName} from '../../src/data/temporary-name.js';
import {writeFileWhole} from '../../src/data/write-file.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

/** What a process that is no more would have called it. */
function abandoned(name: string): string {
  const {pid} = spawnSync(process.execPath, ['--version']);
  return temporaryName(name).replace(`.${process.pid}-`, `.${pid}-`);
}

test('what a dead process began is removed; living ones and other names stay', async t => {
  const folder = await temporaryFolder(t);
  const [dead, other, mine] = [abandoned('a.npy'), abandoned('b'), temporaryName('a.npy')];
  const elsewhere = abandoned('a.npy').replace(/-[0-9a-f]{8}-/, '-00000000-');
  const plain = ['.a.npy.99999999-notes.tmp', 'a.npy'];
  for (const name of [dead, other, mine, elsewhere, ...plain]) {
    await writeFile(join(folder, name), '');
  }
  await removeAbandoned(folder, name => name === 'a.npy');
  t.deepEqual((await readdir(folder)).toSorted(), [other, mine, elsewhere, ...plain].toSorted());
  await removeAbandoned(join(folder, 'gone'), () => true);
});

test('a file that is written again takes away what a killed process left of it', async t => {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, abandoned('state.safetensors')), 'half');
  await writeFileWhole(join(folder, 'state.safetensors'), 'whole');
  t.deepEqual(await readdir(folder), ['state.safetensors']);
});
