import {readFile, stat} from 'node:fs/promises';
import {DataError, describeSystemError} from './data-error.js';

export interface ReadBoundedOptions {
  /** First part of the error codes: `npy` gives `npy/missing`, `npy/too-large`, … */
  readonly area: string;
  /** Largest file that is read at all, in bytes. */
  readonly maxBytes: number;
}

/**
 * Reads a whole file after looking at its size: nothing is allocated for a file that is too large,
 * and nothing but a regular file is opened (a pipe would wait for ever).
 *
 * @throws DataError `area/missing`, `area/unreadable`, `area/not-a-file`, `area/empty-file`, `area/too-large`.
 */
export async function readBounded(
  path: string,
  {area, maxBytes}: ReadBoundedOptions,
): Promise<Buffer> {
  try {
    const status = await stat(path);
    if (!status.isFile()) {
      const kind = status.isDirectory() ? 'a folder' : 'a pipe or device';
      throw new DataError(`${area}/not-a-file`, path, `it is ${kind}; give the path of a file`);
    }
    if (status.size === 0) {
      throw new DataError(
        `${area}/empty-file`,
        path,
        'the file is empty (0 bytes); write it again',
      );
    }
    if (status.size > maxBytes) {
      throw new DataError(
        `${area}/too-large`,
        path,
        `the file has ${status.size} bytes; at most ${maxBytes} are read; use a smaller file`,
      );
    }
    return await readFile(path);
  } catch (error) {
    if (error instanceof DataError) throw error;
    const reason = describeSystemError(error);
    const missing = reason === 'there is no such file';
    throw new DataError(
      missing ? `${area}/missing` : `${area}/unreadable`,
      path,
      `${reason}; ${missing ? 'check the path' : 'it cannot be read'}`,
      {cause: error},
    );
  }
}
