import {mkdir, readdir, rename, rm, rmdir, stat, writeFile} from 'node:fs/promises';
import {basename, dirname, join, resolve} from 'node:path';
import {DataError, describeSystemError} from './data-error.js';
import {removeAbandoned, temporaryName} from './temporary-name.js';

/** A file to be written. */
export interface FileContent {
  readonly path: string;
  /** In several parts where it is too large to stand in memory twice. */
  readonly content: Uint8Array | string | Iterable<Uint8Array>;
}

/**
 * Writes a file whole or not at all: under a temporary name in the same folder, then renamed. A file
 * of that name is replaced; missing parent folders are made. On failure the temporary file is removed
 * and what stood there before still stands; what a process that was killed left is removed by the next that writes.
 *
 * @throws DataError `write/not-a-file` (a folder, pipe or device stands there), `write/failed`.
 */
export async function writeFileWhole(path: string, content: FileContent['content']): Promise<void> {
  await writeFilesWhole([{path, content}]);
}

/**
 * Writes several files, all or none: every one under a temporary name first, then they are renamed. What
 * can go wrong goes wrong before the first is; folders made on the way are removed again then.
 *
 * @throws DataError as `writeFileWhole`, and `write/twice` where two of them have the same path.
 */
export async function writeFilesWhole(files: readonly FileContent[]): Promise<void> {
  checkPaths(files.map(({path}) => path));
  const staged: {readonly path: string; readonly temporary: string}[] = [];
  const folders: string[] = [];
  try {
    for (const {path, content} of files) {
      await naming(path, async () => {
        await checkPlace(path);
        const folder = dirname(path);
        const made = await mkdir(folder, {recursive: true});
        if (made !== undefined) folders.push(made);
        const name = basename(path);
        await removeAbandoned(folder, abandoned => abandoned === name.slice(0, 50));
        const temporary = join(folder, temporaryName(name));
        staged.push({path, temporary});
        await writeFile(temporary, content, {flag: 'wx'});
      });
    }
    for (const {path, temporary} of staged) await naming(path, () => rename(temporary, path));
  } catch (error) {
    for (const {temporary} of staged) await rm(temporary, {force: true}).catch(() => {});
    for (const folder of folders.toReversed()) await removeEmpty(folder);
    throw error;
  }
}

function checkPaths(paths: readonly string[]): void {
  const full = paths.map(path => resolve(path));
  const twice = paths.find((_, index) => full.indexOf(full[index]!) !== index);
  if (twice !== undefined)
    throw new DataError('write/twice', twice, 'two results would be written there; give two names');
}

/** Renaming over a device such as /dev/null would put a plain file in its place. */
async function checkPlace(path: string): Promise<void> {
  const status = await stat(path).catch(() => null);
  if (status === null || status.isFile()) return;
  const kind = status.isDirectory() ? 'a folder' : 'a pipe or device';
  throw new DataError('write/not-a-file', path, `${kind} stands there; give another name`);
}

async function naming(path: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(
      'write/failed',
      path,
      `cannot be written: ${describeSystemError(error)}; nothing was changed`,
      {cause: error},
    );
  }
}

/** Removes a folder and the folders below it, as far as they are empty. */
export async function removeEmpty(folder: string): Promise<void> {
  const below = await readdir(folder, {withFileTypes: true}).catch(() => []);
  for (const entry of below) if (entry.isDirectory()) await removeEmpty(join(folder, entry.name));
  await rmdir(folder).catch(() => {});
}
