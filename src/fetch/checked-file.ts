import {stat} from 'node:fs/promises';
import {describeSystemError} from '../data/data-error.js';
import {cannotRead} from './cannot-read.js';
import {digestFile} from './digests.js';
import {download} from './download.js';
import {FetchError} from './fetch-error.js';
import type {Job} from './fetch-job.js';
import type {PartFile} from './part-file.js';

/** Room for something else than the table knows: what is given with its own checksum. */
const largestOther = 16e9;

/** A file that is complete and has the right checksum. */
export interface Checked {
  readonly path: string;
  readonly from: string;
  readonly bytes: number;
  readonly sha256: string;
}

export async function checkLocal({source, checksum, from, signal, onBytes}: Job): Promise<Checked> {
  const path = from!;
  const status = await stat(path).catch((error: unknown) => {
    throw new FetchError('local', `"${path}": ${describeSystemError(error)}`, {cause: error});
  });
  if (!status.isFile()) throw new FetchError('local', `"${path}" is not a file`);
  const {digests, bytes} = await digestFile(path, {
    signal,
    onBytes: done => onBytes('check', done, status.size),
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw cannotRead(path, error);
  });
  const got = digests.hex(checksum.algorithm);
  if (got !== checksum.hex) {
    throw new FetchError(
      'checksum',
      `"${path}" is not ${source.file} (${source.title}): its ${checksum.algorithm} is ${got}, expected ${checksum.hex}`,
    );
  }
  return {path, from: path, bytes, sha256: digests.hex('sha256')};
}

export async function downloadChecked(job: Job, part: PartFile): Promise<Checked> {
  const {source, checksum, from, sha256, onBytes} = job;
  const other = sha256 !== null;
  const wanted = {
    name: source.name,
    urls: from === null ? source.urls : [from],
    checksum,
    bytes: other ? null : source.bytes,
    maxBytes: other ? largestOther : source.maxBytes,
  };
  try {
    const url = await download(wanted, part, {
      ...job,
      onBytes: (done, total) => onBytes('download', done, total),
    });
    const [bytes, digest] = [part.bytes(), part.digests().hex('sha256')];
    await part.close();
    return {path: part.path, from: url, bytes, sha256: digest};
  } catch (error) {
    // Of nothing, nothing need be kept; of a broken download the beginning is.
    await (part.bytes() === 0 ? part.remove() : part.close()).catch(() => {});
    throw error;
  }
}
