import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {DataError, describeSystemError} from '../../data/data-error.js';
import {takeLock} from '../../data/lock.js';
import {removeEmpty} from '../../data/write-file.js';

/** Keeps other runs out of a folder. */
export interface FolderLock {
  /** Lets them in again. A folder that was made for the lock and is still empty goes. */
  release(): Promise<void>;
}

/**
 * Makes the folder of a run, where it is missing, and keeps other processes' runs out of it by `run.lock` in it.
 *
 * @throws DataError `train/busy` where another run writes there; `train/folder` where it cannot be made or written.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const cannotWrite = (path: string, error: unknown): DataError =>
    new DataError(
      'train/folder',
      path,
      `cannot be written: ${describeSystemError(error)}; name another folder for the run`,
      {cause: error},
    );
  const made = await mkdir(folder, {recursive: true}).catch((error: unknown) => {
    throw cannotWrite(folder, error);
  });
  const path = join(folder, 'run.lock');
  const lock = await takeLock(path, {
    busy: owner =>
      new DataError(
        'train/busy',
        folder,
        owner === null
          ? `another run begins here at the moment; try again`
          : `process ${owner.pid} on ${owner.host} trains here already; wait for it, name another folder, or, if there is no such run, remove "${path}"`,
      ),
    cannotWrite,
  });
  return {
    async release() {
      lock.release();
      if (made !== undefined) await removeEmpty(made);
    },
  };
}
