import {readdir, stat} from 'node:fs/promises';
import {describeSystemError} from '../data/data-error.js';
import {FetchError} from './fetch-error.js';
import {pathIn, type Fetched, type Job} from './fetch-job.js';
import {readProvenance} from './provenance.js';

/**
 * What was fetched into the folder before, if it is what is wanted; null where nothing stands there.
 *
 * @throws FetchError `fetch/exists` where something else stands there.
 */
export async function standing({source, checksum, folder, force}: Job): Promise<Fetched | null> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new FetchError(
      'exists',
      `"${folder}": ${describeSystemError(error)}; give another --out`,
    );
  });
  if (names.length === 0) return null;
  const provenance = await readProvenance(folder);
  if (provenance === null) {
    throw new FetchError(
      'exists',
      `"${folder}" holds something that was not fetched; give a new folder with --out`,
    );
  }
  if (force) return null;
  const got = checksum.algorithm === 'sha256' ? provenance.sha256 : provenance.checked.hex;
  const path = pathIn(source, folder);
  const there = await stat(path).catch(() => null);
  const same = provenance.name === source.name && got === checksum.hex && there !== null;
  if (same) return {action: 'kept', folder, path, provenance};
  throw new FetchError(
    'exists',
    `"${folder}" holds ${provenance.name} with other contents than are asked for; --force puts the new in its place`,
  );
}
