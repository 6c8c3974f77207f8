import {chmod, copyFile, rename} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {describeSystemError} from '../data/data-error.js';
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
  const copied = part === null && keepArchive ? checked.bytes : 0;
  const staging = openStaging(folder, cannotWrite);
  const place = join(staging.folder, source.file);
  try {
    let unpacked: ArchiveSize | null = null;
    if (source.archive !== null) {
      const walk = {limits: source.archive, signal};
      const {bytes} = await surveyTar(checked.path, {
        ...walk,
        onBytes: done => onBytes('check', done, checked.bytes),
      });
      await checkSpace(dirname(folder), bytes + copied, free);
      unpacked = await unpackTar(checked.path, staging.folder, {
        ...walk,
        onBytes: done => onBytes('unpack', done, checked.bytes),
      });
    }
    signal.throwIfAborted();
    const provenance = provenanceOf(job, checked, unpacked);
    await finish(staging.folder, provenance);
    if (source.archive === null || keepArchive) await take(checked.path, place, part !== null);
    await staging.commit();
    if (part !== null) await dropPart(job, part.remove);
    return {action: 'fetched', folder, path: pathIn(source, folder), provenance};
  } catch (error) {
    // A download that was moved there already goes back, so that it need not come again.
    if (part !== null) await rename(place, part.path).catch(() => {});
    await staging.discard();
    // An archive that is not fit to be unpacked would not be the next time either.
    if (part !== null && error instanceof FetchError && error.code === 'fetch/archive')
      await dropPart(job, part.remove);
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

/** Writes beside the data where it came from. */
async function finish(folder: string, provenance: Provenance): Promise<void> {
  try {
    await writeProvenance(folder, provenance);
    // Temporary folders are for their owner only; data may be read by all.
    await chmod(folder, 0o755);
  } catch (error) {
    throw cannotWrite(folder, error);
  }
}

/** Removes a part that is of no more use; where it stays, a note says so. */
export async function dropPart({folder, onNote}: Job, remove: () => Promise<void>): Promise<void> {
  await remove().catch((error: unknown) =>
    onNote(`"${folder}.part" could not be removed: ${describeSystemError(error)}`),
  );
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
