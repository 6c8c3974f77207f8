import {lstat, mkdtemp, readdir, readFile, realpath, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import type {ExecutionContext} from 'ava';

/** A folder that is gone after the test; its real path. */
export async function temporaryFolder(t: ExecutionContext): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'lrplab-test-')));
  t.teardown(() => rm(folder, {recursive: true, force: true}));
  return folder;
}

/** Everything below a folder with what it holds, or its size where that is much: for saying that nothing has changed. */
export async function snapshot(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  const files = await Promise.all(
    entries.map(async entry => {
      const full = path.join(entry.parentPath, entry.name);
      const {size} = await lstat(full);
      const isSmall = entry.isFile() && size < 1e6;
      const content = isSmall ? (await readFile(full)).toString('base64') : String(size);
      return [path.relative(folder, full), content] as const;
    }),
  );
  return Object.fromEntries(files);
}
