import {describeSystemError} from '../data/data-error.js';
import {FetchError} from './fetch-error.js';

/** An error of the disk. */
export function cannotWrite(path: string, error: unknown): FetchError {
  return new FetchError(
    'cannot-write',
    `"${path}" cannot be written: ${describeSystemError(error)}`,
    {
      cause: error,
    },
  );
}
