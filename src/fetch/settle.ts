import {chmod, copyFile, rename} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {openStaging} from '../data/staging.js';
import {cannotWrite} from './cannot-write.js';
import {checkSpace} from './check-space.js';
import type {Checked} from './checked-file.js';
import {FetchError} from './fetch-error.js';
import {pathIn, type Fetched, type Job} from './fetch-job.js';
import type {PartFile} from './part-file.js';
import {writeProvenance, type Provenance} from './provenance.js';
import {surveyTar, unpackTar} from './unpack-tar.js';
import type {ArchiveSize} from './walk-tar.js';

/** Puts a checked file, or what is in it, where it belongs. */
export async function settle(job: Job, checked: Checked, part: PartFile | null): Promise<Fetched> {
  const {source, folder, keepArchive, signal, free, onBytes} = job;
  const staging = openStaging(folder, cannotWrite);
  try {
    let unpacked: ArchiveSize | null = null;
    if (source.archive !== null) {
      const walk = {limits: source.archive, signal};
      const {bytes} = await surveyTar(checked.path, {
        ...walk,
        onBytes: done => onBytes('check', done, checked.bytes),
      });
      await checkSpace(dirname(folder), bytes, free);
      unpacked = await unpackTar(checked.path, staging.folder, {
        ...walk,
        onBytes: done => onBytes('unpack', done, checked.bytes),
      });
    }
    signal.throwIfAborted();
    const place = join(staging.folder, source.file);
    if (source.archive === null || (keepArchive && part !== null))
      await take(checked.path, place, part !== null);
    const provenance = provenanceOf(job, checked, unpacked);
    await writeProvenance(staging.folder, provenance);
    // Temporary folders are for their owner only; data may be read by all.
    await chmod(staging.folder, 0o755);
    await staging.commit();
    await part?.remove();
    return {action: 'fetched', folder, path: pathIn(source, folder), provenance};
  } catch (error) {
    await staging.discard();
    // An archive that is not fit to be unpacked would not be the next time either.
    if (error instanceof FetchError && error.code === 'fetch/archive') await part?.remove();
    throw error;
  }
}

/** A part is moved; a file of the user's own is copied. */
async function take(path: string, place: string, move: boolean): Promise<void> {
  try {
    await (move ? rename(path, place) : copyFile(path, place));
  } catch (error) {
    throw cannotWrite(place, error);
  }
}

function provenanceOf(
  {source: {name, title, file, licence}, checksum, checksumFrom}: Job,
  {from, bytes, sha256}: Checked,
  unpacked: ArchiveSize | null,
): Provenance {
  const checked = {...checksum, from: checksumFrom};
  const date = new Date().toISOString();
  return {name, title, file, from, bytes, sha256, checked, unpacked, licence, date};
}
