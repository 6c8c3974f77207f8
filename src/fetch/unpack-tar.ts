import {Parser, Unpack} from 'tar';
import {cannotWrite} from './cannot-write.js';
import {refuseArchive, walkTar, type ArchiveSize, type WalkOptions} from './walk-tar.js';

/** Failures of the disk, not of the archive. */
const diskCodes = ['ENOSPC', 'EACCES', 'EPERM', 'EROFS', 'EDQUOT', 'EMFILE', 'EIO'];

/**
 * Reads a tar archive through without writing anything: links, devices, paths that lead away, and more or larger
 * files than the limits allow end it.
 *
 * @throws FetchError `fetch/archive`; the signal's reason.
 */
export function surveyTar(path: string, options: WalkOptions): Promise<ArchiveSize> {
  const failure = (error: Error) => refuseArchive(path, error.message, error);
  return walkTar(path, {open: each => new Parser(each), take: false, failure}, options);
}

/**
 * Unpacks a tar archive into an empty folder, under the same limits: a file can change after it was surveyed.
 * Where it ends early, what was written stays; the caller throws the folder away.
 *
 * @throws FetchError `fetch/archive`, `fetch/cannot-write`; the signal's reason.
 */
export function unpackTar(
  path: string,
  folder: string,
  options: WalkOptions,
): Promise<ArchiveSize> {
  return walkTar(
    path,
    {
      open: each => new Unpack({...each, cwd: folder, preserveOwner: false, preservePaths: false}),
      take: true,
      failure(error) {
        const code = 'code' in error ? String(error.code) : '';
        return diskCodes.includes(code)
          ? cannotWrite(folder, error)
          : refuseArchive(path, error.message, error);
      },
    },
    options,
  );
}
