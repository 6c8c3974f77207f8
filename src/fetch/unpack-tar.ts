import {lstat} from 'node:fs/promises';
import {join} from 'node:path';
import {Parser, Unpack} from 'tar';
import {cannotWrite} from './cannot-write.js';
import {refuseArchive, walkTar, type ArchiveSize, type WalkOptions} from './walk-tar.js';

/**
 * Reads a tar archive through without writing anything: links, devices, paths that lead away, and more or larger
 * files than the limits allow end it.
 *
 * @throws FetchError `fetch/archive`, `fetch/cannot-read`; the signal's reason.
 */
export function surveyTar(path: string, options: WalkOptions): Promise<ArchiveSize> {
  const failure = (error: Error) => refuseArchive(path, error.message, error);
  return walkTar(path, {open: each => new Parser(each), take: () => false, failure}, options);
}

/**
 * Unpacks a tar archive into an empty folder, under the same limits: a file can change after it was surveyed.
 * Where it ends early, what was written stays; the caller throws the folder away.
 *
 * @throws FetchError `fetch/archive`, `fetch/cannot-read`, `fetch/cannot-write`; the signal's reason.
 */
export async function unpackTar(
  path: string,
  folder: string,
  options: WalkOptions,
): Promise<ArchiveSize> {
  const written: Written[] = [];
  const size = await walkTar(
    path,
    {
      open: each => new Unpack({...each, cwd: folder, preserveOwner: false, preservePaths: false}),
      take(entry) {
        if (entry.type !== 'Directory') written.push({path: entry.path, bytes: entry.size});
        return true;
      },
      failure(error) {
        // Whatever has no code of the tar package comes from the disk.
        const code = 'code' in error ? String(error.code) : '';
        return code.startsWith('TAR_')
          ? refuseArchive(path, error.message, error)
          : cannotWrite(folder, error);
      },
    },
    options,
  );
  await checkWritten(folder, written);
  return size;
}

/** A file that was unpacked, and how many bytes it should have. */
interface Written {
  readonly path: string;
  readonly bytes: number;
}

/** A disk that is nearly full takes a part of what it is given, which the tar package does not notice. */
async function checkWritten(folder: string, written: readonly Written[]): Promise<void> {
  for (const {path, bytes} of written) {
    const at = join(folder, path);
    const {size} = await lstat(at).catch((error: unknown) => {
      throw cannotWrite(at, error);
    });
    if (size === bytes) continue;
    const short = new Error(`the disk took ${size} of ${bytes} bytes; it may be full`);
    throw cannotWrite(at, short);
  }
}
