import {describeSystemError} from '../data/data-error.js';
import {FetchError} from './fetch-error.js';

/** A file of this disk that cannot be read. */
export function cannotRead(path: string, error: unknown): FetchError {
  return new FetchError('cannot-read', `"${path}" cannot be read: ${describeSystemError(error)}`, {
    cause: error,
  });
}
