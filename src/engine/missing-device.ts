import {LrpError} from '../errors/lrp-error.js';
import type {EngineName} from './engine.js';

/** What a device lacks here. */
export interface Missing {
  /** Lower case: `@tensorflow/tfjs-node is not installed`. */
  readonly what: string;
  /** The command that adds it, or what else to do; null where nothing would help on this machine. */
  readonly add: string | null;
}

/** A device that cannot be used here. */
export class MissingDeviceError extends LrpError {
  override readonly name = 'MissingDeviceError';
  readonly missing: Missing;

  constructor(engine: EngineName, device: string, missing: Missing, options?: ErrorOptions) {
    const {what, add} = missing;
    super(
      'engine/missing',
      `engine ${engine}, device ${device}: ${what}${add === null ? '' : `; add it with: ${add}`}`,
      options,
    );
    this.missing = missing;
  }
}
