import {describeSystemError} from '../data/data-error.js';
import {openStaging as openDataStaging, type Staging} from '../data/staging.js';
import {NativeError} from './native-error.js';

/**
 * A folder that becomes `target` when it is complete.
 *
 * @throws NativeError `native/cannot-write`.
 */
export function openStaging(target: string): Staging {
  return openDataStaging(target, cannotWrite);
}

/** An error of the disk, told with where it happened and what else can be done. */
export function cannotWrite(path: string, error: unknown): NativeError {
  return new NativeError(
    'cannot-write',
    `"${path}" cannot be written: ${describeSystemError(error)}; another folder can be named with the environment variable LRPLAB_CACHE`,
    {cause: error},
  );
}
