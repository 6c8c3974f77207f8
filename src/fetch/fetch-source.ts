import {mkdir} from 'node:fs/promises';
import {dirname} from 'node:path';
import {cannotWrite} from './cannot-write.js';
import {checkSpace, freeBytes} from './check-space.js';
import {checkLocal, downloadChecked} from './checked-file.js';
import type {Fetched, FetchOptions, Job} from './fetch-job.js';
import {takeLock} from './lock.js';
import {openPartFile, partBytes} from './part-file.js';
import {usualRetries} from './retry-policy.js';
import {settle} from './settle.js';
import type {Source} from './source.js';
import {standing} from './standing.js';

/** Whether `--from` names an address, not a file. */
export function isAddress(from: string): boolean {
  return /^https?:\/\//i.test(from);
}

/** What will be written at least, as far as it is known: the rest of the file, and what an archive holds. */
function expectedBytes({source, sha256}: Job, there: number): number {
  if (sha256 !== null) return 0;
  const bytes = source.bytes ?? source.maxBytes;
  return Math.max(0, bytes - there) + (source.archive === null ? 0 : bytes);
}

async function fetchLocked(job: Job): Promise<Fetched> {
  const {folder, from, signal, free, onBytes} = job;
  if (from !== null && !isAddress(from)) {
    const checked = await checkLocal(job);
    await checkSpace(dirname(folder), checked.bytes, free);
    return settle(job, checked, null);
  }
  const there = await partBytes(folder);
  await checkSpace(dirname(folder), expectedBytes(job, there), free);
  const part = await openPartFile(folder, {
    signal,
    onBytes: done => onBytes('check', done, there),
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw cannotWrite(`${folder}.part`, error);
  });
  return settle(job, await downloadChecked(job, part), part);
}

/**
 * Fetches a source into a folder: downloads it or takes a local file, checks it, unpacks archives, and writes
 * beside it where it came from and under which terms. The folder appears whole or not at all. What an
 * interrupted download has brought stays as `FOLDER.part` and is continued the next time.
 *
 * @throws FetchError with what to do about it; the signal's reason.
 */
export async function fetchSource(source: Source, options: FetchOptions): Promise<Fetched> {
  const sha256 = options.sha256?.toLowerCase() ?? null;
  const job: Job = {
    from: null,
    keepArchive: false,
    force: false,
    onBytes: () => {},
    onNote: () => {},
    retries: usualRetries,
    free: freeBytes,
    ...options,
    source,
    sha256,
    checksum: sha256 === null ? source.checksum : {algorithm: 'sha256', hex: sha256},
    checksumFrom: sha256 === null ? source.checksumFrom : 'given with --sha256',
  };
  const there = await standing(job);
  if (there !== null) return there;
  const parent = dirname(job.folder);
  await mkdir(parent, {recursive: true}).catch((error: unknown) => {
    throw cannotWrite(parent, error);
  });
  const lock = await takeLock(`${job.folder}.lock`);
  try {
    // Another process may have finished meanwhile.
    return (await standing(job)) ?? (await fetchLocked(job));
  } finally {
    lock.release();
  }
}
