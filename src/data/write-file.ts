import {randomUUID} from 'node:crypto';
import {mkdir, rename, rm, stat, writeFile} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {DataError, describeSystemError} from './data-error.js';

/**
 * Writes a file whole or not at all: under a temporary name in the same folder, then renamed. A file
 * of that name is replaced; missing parent folders are made. On failure the temporary file is removed
 * and what stood there before still stands.
 *
 * @throws DataError `write/not-a-file` (a folder, pipe or device stands there), `write/failed`.
 */
export async function writeFileWhole(path: string, content: Uint8Array | string): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path).slice(0, 100)}.${randomUUID()}.tmp`);
  try {
    const status = await stat(path).catch(() => null);
    // Renaming over a device such as /dev/null would put a plain file in its place.
    if (status !== null && !status.isFile()) {
      const kind = status.isDirectory() ? 'a folder' : 'a pipe or device';
      throw new DataError('write/not-a-file', path, `${kind} stands there; give another name`);
    }
    await mkdir(folder, {recursive: true});
    await writeFile(temporary, content, {flag: 'wx'});
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, {force: true}).catch(() => {});
    if (error instanceof DataError) throw error;
    throw new DataError(
      'write/failed',
      path,
      `cannot be written: ${describeSystemError(error)}; nothing was changed`,
      {cause: error},
    );
  }
}
