import {randomUUID} from 'node:crypto';
import {copyFile, lstat, mkdir, rename, rm, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {DataError, describeSystemError} from '../../src/data/data-error.js';
import {LrpError} from '../../src/errors/lrp-error.js';
import {packageFolder} from '../package-folder.js';
import {programOf, readKernelspec, type Kernelspec} from './kernelspec.js';

/** The pictures Jupyter shows for a kernel. */
const logoNames = ['logo-32x32.png', 'logo-64x64.png', 'logo-svg.svg'] as const;

export interface Installed {
  readonly folder: string;
  /** Whether one of lrplab's stood there before. */
  readonly replaced: boolean;
}

/**
 * Writes a kernelspec folder whole or not at all: beside its place, then renamed. One of lrplab's that stands there
 * is replaced; when that fails, it still stands.
 *
 * @param dataFolder Jupyter's data folder; made where it is missing.
 * @throws LrpError `kernel/foreign` where something else stands there; DataError `kernel/not-a-folder`, `write/failed`.
 */
export async function installKernelspec(
  dataFolder: string,
  name: string,
  spec: Kernelspec,
): Promise<Installed> {
  const kernels = join(dataFolder, 'kernels');
  const folder = join(kernels, name);
  const staged = join(kernels, `.${name}.${randomUUID()}.new`);
  const old = join(kernels, `.${name}.${randomUUID()}.old`);
  await checkParents(dataFolder, kernels);
  const replaced = await checkPlace(folder);
  try {
    await mkdir(staged, {recursive: true});
    for (const logo of logoNames)
      await copyFile(join(packageFolder, 'kernel', 'install', 'logos', logo), join(staged, logo));
    await writeFile(join(staged, 'kernel.json'), `${JSON.stringify(spec, null, 1)}\n`);
    if (replaced) await rename(folder, old);
    await rename(staged, folder).catch(async (error: unknown) => {
      if (replaced) await rename(old, folder);
      throw error;
    });
  } catch (error) {
    await rm(staged, {recursive: true, force: true}).catch(() => {});
    throw new DataError(
      'write/failed',
      folder,
      `the kernel cannot be installed there: ${describeSystemError(error)}; nothing was changed; choose another place with --user, --prefix or --sys-prefix`,
      {cause: error},
    );
  }
  await rm(old, {recursive: true, force: true}).catch(() => {});
  return {folder, replaced};
}

async function checkParents(...folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    const status = await stat(folder).catch(() => null);
    if (status !== null && !status.isDirectory())
      throw new DataError(
        'kernel/not-a-folder',
        folder,
        'it is no folder, so nothing can be installed in it; give the path of a folder',
      );
  }
}

/** Whether one of lrplab's kernelspecs stands there. */
async function checkPlace(folder: string): Promise<boolean> {
  const status = await lstat(folder).catch(() => null);
  if (status === null) return false;
  const spec = readKernelspec(folder);
  if (spec !== null && programOf(spec) !== null) return true;
  throw new LrpError(
    'kernel/foreign',
    `"${folder}": ${spec === null ? 'something that is no kernel' : `the kernel "${spec.display_name}"`} stands there, and it is not lrplab's; give another --name`,
  );
}
