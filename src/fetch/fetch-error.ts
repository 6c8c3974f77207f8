import {LrpError} from '../errors/lrp-error.js';

/** Why a file of the network could not be fetched, checked or unpacked. */
export class FetchError extends LrpError {
  override readonly name = 'FetchError';

  constructor(what: string, message: string, options?: ErrorOptions) {
    super(`fetch/${what}`, message, options);
  }
}
