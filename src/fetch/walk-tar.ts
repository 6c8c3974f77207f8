import {createReadStream} from 'node:fs';
import type {Parser, ReadEntry} from 'tar';
import {cannotRead} from './cannot-read.js';
import {openEntryCheck} from './check-entry.js';
import {FetchError} from './fetch-error.js';
import type {ArchiveLimits} from './source.js';

export interface WalkOptions {
  readonly limits: ArchiveLimits;
  readonly signal: AbortSignal;
  /** Told how many bytes of the archive have been read. */
  readonly onBytes: (done: number) => void;
}

/** What is in an archive. */
export interface ArchiveSize {
  readonly files: number;
  /** Of all files together. */
  readonly bytes: number;
}

/** Options of the tar package, which does not export their name. */
export type ReaderOptions = NonNullable<ConstructorParameters<typeof Parser>[0]>;

/** How the archive is read: with the tar package's `Parser` or `Unpack`, given these options. */
export interface TarReader {
  readonly open: (options: ReaderOptions) => Parser;
  /** Told of each entry that passed; whether it is handed on to the reader. */
  readonly take: (entry: ReadEntry) => boolean;
  readonly failure: (error: Error) => FetchError;
}

/** An archive that must not be unpacked, and why. */
export function refuseArchive(path: string, reason: string, cause?: unknown): FetchError {
  return new FetchError(
    'archive',
    `"${path}" is not unpacked: ${reason}`,
    cause === undefined ? undefined : {cause},
  );
}

/** gzip and zstd: what is packed tightly can be far larger than it looks. */
function isCompressed(head: Buffer): boolean {
  return ['1f8b', '28b52ffd'].some(magic => head.toString('hex', 0, 4).startsWith(magic));
}

/** The bytes of an archive, 1 MiB at a time. */
async function* readChunks(path: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, {highWaterMark: 1 << 20}) as AsyncIterable<Buffer>;
  } catch (error) {
    throw cannotRead(path, error);
  }
}

/**
 * Goes through a tar archive and looks at every entry before the reader gets it; the first that breaks a
 * limit ends it.
 *
 * @throws FetchError `fetch/archive`, `fetch/cannot-read`, or what `failure` makes of the reader's error; the signal's reason.
 */
export async function walkTar(
  path: string,
  {open, take, failure}: TarReader,
  {limits, signal, onBytes}: WalkOptions,
): Promise<ArchiveSize> {
  const check = openEntryCheck(limits);
  const seen = new WeakSet<ReadEntry>();
  let fault: FetchError | null = null;
  let [files, bytes, done] = [0, 0, 0];
  const stopped = (): void => {
    signal.throwIfAborted();
    if (fault !== null) throw fault;
  };
  const reader = open({
    strict: true,
    brotli: false,
    filter(_path, stats) {
      const entry = stats as ReadEntry;
      seen.add(entry);
      const reason = fault === null ? check(entry) : null;
      if (reason !== null) fault = refuseArchive(path, reason);
      if (fault !== null) return false;
      // Whatever the archive says, nothing is executable.
      entry.mode = entry.type === 'Directory' ? 0o755 : 0o644;
      if (entry.type !== 'Directory') files++;
      bytes += entry.size;
      return take(entry);
    },
  });
  const failed = new Promise<void>(resolve => {
    reader.on('error', (error: Error) => {
      fault ??= failure(error);
      resolve();
    });
  });
  // The reader knows nothing of them: it would write the map of the holes, or leave the holes out.
  reader.on('meta', (text: string) => {
    if (/^\d+ GNU\.sparse\./m.test(text))
      fault ??= refuseArchive(
        path,
        'it holds a file with holes (GNU sparse); pack it without them',
      );
  });
  // Kinds that the package does not know are passed over before the filter sees them.
  reader.on('ignoredEntry', (entry: ReadEntry) => {
    if (!seen.has(entry))
      fault ??= refuseArchive(path, `it holds a ${entry.type}; files and folders are unpacked`);
  });
  const closed = new Promise<void>(resolve => reader.on('close', resolve));
  for await (const chunk of readChunks(path)) {
    if (done === 0 && isCompressed(chunk))
      throw refuseArchive(path, 'it is compressed; a plain tar is read');
    done += chunk.length;
    const more = reader.write(chunk);
    stopped();
    if (!more)
      await Promise.race([new Promise<void>(resolve => reader.once('drain', resolve)), failed]);
    stopped();
    onBytes(done);
  }
  reader.end();
  stopped();
  await Promise.race([closed, failed]);
  stopped();
  if (files === 0) throw refuseArchive(path, 'there is no file in it');
  return {files, bytes};
}
