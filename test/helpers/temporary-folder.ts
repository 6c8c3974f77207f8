import {mkdtemp, readdir, readFile, realpath, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import type {ExecutionContext} from 'ava';

/** A folder that is gone after the test; its real path. */
export async function temporaryFolder(t: ExecutionContext): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'lrplab-test-')));
  t.teardown(() => rm(folder, {recursive: true, force: true}));
  return folder;
}

/** Everything below a folder with what it holds, for saying that nothing has changed. Pipes are named only. */
export async function snapshot(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  const files = await Promise.all(
    entries.map(async entry => {
      const full = path.join(entry.parentPath, entry.name);
      const content = entry.isFile() ? (await readFile(full)).toString('base64') : 'no file';
      return [path.relative(folder, full), content] as const;
    }),
  );
  return Object.fromEntries(files);
}
