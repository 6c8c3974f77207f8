import {mkdir} from 'node:fs/promises';
import {dirname, resolve} from 'node:path';
import {takeLock, type Lock} from '../data/lock.js';
import {cannotWrite} from './cannot-write.js';
import {checkAddress, isAddress} from './check-address.js';
import {checkSpace, freeBytes} from './check-space.js';
import {checkLocal, downloadChecked} from './checked-file.js';
import {FetchError} from './fetch-error.js';
import type {Fetched, FetchOptions, Job} from './fetch-job.js';
import {openPartFile, partBytes, removePart} from './part-file.js';
import {usualRetries} from './retry-policy.js';
import {dropPart, settle} from './settle.js';
import type {Source} from './source.js';
import {standing} from './standing.js';

/** What will be written at least, as far as it is known: the rest of the file, and what an archive holds. */
function expectedBytes({source, sha256}: Job, there: number): number {
  if (sha256 !== null) return 0;
  const bytes = source.bytes ?? source.maxBytes;
  return Math.max(0, bytes - there) + (source.archive === null ? 0 : bytes);
}

async function fetchLocked(job: Job): Promise<Fetched> {
  const {source, folder, from, keepArchive, signal, free, onBytes} = job;
  if (from !== null && !isAddress(from)) {
    const checked = await checkLocal(job);
    const copies = source.archive !== null && keepArchive ? 2 : 1;
    await checkSpace(dirname(folder), copies * checked.bytes, free);
    const fetched = await settle(job, checked, null);
    // What an earlier download has brought is of no more use, unless it is what was taken.
    if (resolve(from) !== resolve(`${folder}.part`)) await dropPart(job, () => removePart(folder));
    return fetched;
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
  if (job.from !== null && isAddress(job.from)) checkAddress(job.from);
  const there = await standing(job);
  if (there !== null) return there;
  const parent = dirname(job.folder);
  await mkdir(parent, {recursive: true}).catch((error: unknown) => {
    throw cannotWrite(parent, error);
  });
  const lock = await lockFetch(`${job.folder}.lock`);
  try {
    // Another process may have finished meanwhile.
    return (await standing(job)) ?? (await fetchLocked(job));
  } finally {
    lock.release();
  }
}

function lockFetch(path: string): Promise<Lock> {
  return takeLock(path, {
    busy: owner =>
      new FetchError(
        'busy',
        owner === null
          ? `"${path}" is taken again and again; try again`
          : `process ${owner.pid} on ${owner.host} fetches this already; wait for it, or, if there is no such fetch, remove "${path}"`,
      ),
    cannotWrite,
  });
}
