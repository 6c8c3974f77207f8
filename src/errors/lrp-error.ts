/**
 * The base of every error lrplab throws on purpose. `code` is stable and is what tests and programs
 * match; `message` says where, what came, what is allowed and what to do.
 */
export class LrpError extends Error {
  override readonly name: string = 'LrpError';
  /** Stable identity, `area/what`, such as `model/truncated`. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
