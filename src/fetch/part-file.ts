import {open, readFile, rm, stat} from 'node:fs/promises';
import {DataError} from '../data/data-error.js';
import {writeFileWhole} from '../data/write-file.js';
import {cannotWrite} from './cannot-write.js';
import {openDigests, digestFile, type Digests} from './digests.js';
import {FetchError} from './fetch-error.js';

/** What a server said of the file of which a part is there, to ask for the rest of the same one. */
export interface PartOrigin {
  readonly url: string;
  /** A strong ETag or a Last-Modified date, for If-Range; null where there is none, and the part cannot be continued. */
  readonly validator: string | null;
  /** Size of the whole file in bytes, where it was said. */
  readonly total: number | null;
}

/** A download that is not complete or not checked yet: `PATH.part`, and where it came from in `PATH.part.json`. */
export interface PartFile {
  readonly path: string;
  readonly origin: () => PartOrigin | null;
  readonly bytes: () => number;
  /** Of all that is there. */
  readonly digests: () => Digests;
  /** Whether what is there was put together from several answers, or may have been. */
  readonly isJoined: () => boolean;
  /** Throws away what is there and begins the file of another origin. @throws FetchError `fetch/cannot-write`. */
  readonly begin: (origin: PartOrigin) => Promise<void>;
  /** What comes next is of another answer than what is there. */
  readonly join: () => void;
  /** @throws FetchError `fetch/cannot-write`. */
  readonly append: (chunk: Uint8Array) => Promise<void>;
  /** The file can be renamed then. */
  readonly close: () => Promise<void>;
  /** Closes and removes both files. */
  readonly remove: () => Promise<void>;
}

function originOf(value: unknown): PartOrigin | null {
  if (typeof value !== 'object' || value === null) return null;
  const {url, validator, total} = value as Record<string, unknown>;
  if (typeof url !== 'string') return null;
  if (validator !== null && typeof validator !== 'string') return null;
  if (total !== null && !Number.isSafeInteger(total)) return null;
  return {url, validator, total: total as number | null};
}

async function readOrigin(path: string): Promise<PartOrigin | null> {
  try {
    return originOf(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return null;
  }
}

/** What is wrong where the disk does not take a part. */
async function writing(path: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    throw error instanceof DataError
      ? new FetchError('cannot-write', error.message, {cause: error})
      : cannotWrite(path, error);
  }
}

/** How many bytes an interrupted download has left for `path`. */
export async function partBytes(path: string): Promise<number> {
  const status = await stat(`${path}.part`).catch(() => null);
  return status?.isFile() === true ? status.size : 0;
}

/** Removes what an interrupted download has left for `path`, where a note says that it is one. */
export async function removePart(path: string): Promise<void> {
  const part = `${path}.part`;
  if ((await readOrigin(`${part}.json`)) === null) return;
  await rm(part, {force: true});
  await rm(`${part}.json`, {force: true});
}

/**
 * Opens the part of a download for writing, or begins one. What is there is read through for its checksum;
 * a part of which nobody knows the origin is not used.
 *
 * @param onBytes Told how much of what is there has been read.
 */
export async function openPartFile(
  path: string,
  options: {readonly signal: AbortSignal; readonly onBytes: (done: number) => void},
): Promise<PartFile> {
  const part = `${path}.part`;
  const note = `${part}.json`;
  let origin = await readOrigin(note);
  let digests = openDigests();
  let bytes = 0;
  if (origin !== null && (await partBytes(path)) > 0)
    ({digests, bytes} = await digestFile(part, options));
  let joined = bytes > 0;
  const file = await open(part, bytes > 0 ? 'r+' : 'w');
  let closed = false;
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await file.close();
  };
  return {
    path: part,
    origin: () => origin,
    bytes: () => bytes,
    digests: () => digests,
    isJoined: () => joined,
    async begin(from) {
      await writing(part, async () => {
        await file.truncate(0);
        [origin, digests, bytes, joined] = [from, openDigests(), 0, false];
        await writeFileWhole(note, `${JSON.stringify(from, null, 1)}\n`);
      });
    },
    join() {
      joined = true;
    },
    async append(chunk) {
      await writing(part, async () => {
        for (let at = 0; at < chunk.length; ) {
          const {bytesWritten} = await file.write(chunk, at, chunk.length - at, bytes + at);
          at += bytesWritten;
        }
      });
      digests.update(chunk);
      bytes += chunk.length;
    },
    close,
    async remove() {
      await close();
      await rm(part, {force: true});
      await rm(note, {force: true});
    },
  };
}
