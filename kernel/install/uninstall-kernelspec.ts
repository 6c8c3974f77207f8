import {lstat, rename, rm} from 'node:fs/promises';
import {randomUUID} from 'node:crypto';
import {join} from 'node:path';
import {DataError, describeSystemError} from '../../src/data/data-error.js';
import {LrpError} from '../../src/errors/lrp-error.js';
import {programOf, readKernelspec} from './kernelspec.js';

/**
 * Removes one of lrplab's kernelspecs, and nobody else's.
 *
 * @returns The folder that is gone.
 * @throws  LrpError `kernel/not-installed`, `kernel/foreign`; DataError `write/failed`.
 */
export async function uninstallKernelspec(dataFolder: string, name: string): Promise<string> {
  const folder = join(dataFolder, 'kernels', name);
  if ((await lstat(folder).catch(() => null)) === null)
    throw new LrpError(
      'kernel/not-installed',
      `"${folder}": no kernel is there; "lrplab kernel list" shows where lrplab's are`,
    );
  const spec = readKernelspec(folder);
  if (spec === null || programOf(spec) === null)
    throw new LrpError(
      'kernel/foreign',
      `"${folder}": ${spec === null ? 'this is no kernel that can be read' : `the kernel "${spec.display_name}" is not lrplab's`}; it is left alone`,
    );
  const old = join(dataFolder, 'kernels', `.${name}.${randomUUID()}.old`);
  try {
    await rename(folder, old);
    await rm(old, {recursive: true, force: true});
  } catch (error) {
    throw new DataError(
      'write/failed',
      folder,
      `cannot be removed: ${describeSystemError(error)}`,
      {cause: error},
    );
  }
  return folder;
}
