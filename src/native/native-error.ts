import {LrpError} from '../errors/lrp-error.js';

/** Why a native addon could not be built, or taken away again. */
export class NativeError extends LrpError {
  override readonly name = 'NativeError';

  constructor(what: string, message: string, options?: ErrorOptions) {
    super(`native/${what}`, message, options);
  }
}
