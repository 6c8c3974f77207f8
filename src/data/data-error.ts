import {LrpError} from '../errors/lrp-error.js';

/** A file that cannot be used as data, or cannot be written. `path` is as the user gave it. */
export class DataError extends LrpError {
  override readonly name = 'DataError';
  readonly path: string;

  constructor(code: string, path: string, message: string, options?: ErrorOptions) {
    super(code, `"${path}": ${message}`, options);
    this.path = path;
  }
}

/** The system's reason (`EACCES`, `ENOENT`, …) in words, for messages. */
export function describeSystemError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'ENOTDIR':
      return 'a part of the path is a file, not a folder';
    case 'EISDIR':
      return 'it is a folder';
    case 'EACCES':
    case 'EPERM':
      return 'no permission';
    case 'EROFS':
      return 'the disk is read-only';
    case 'ENOSPC':
      return 'the disk is full';
    case 'ENAMETOOLONG':
      return 'the name is too long';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
