import {isAbsolute, normalize} from 'node:path';
import type {Name} from '../../dsl/tree.js';
import type {Diagnostic} from '../errors/diagnostic.js';

/** Where a script writes: below the output folder only, whoever wrote the script, and each place once. */
export class OutputPaths {
  readonly #taken = new Set<string>();

  /** Takes a path; what is wrong with it, or null. */
  take(path: Name): Diagnostic | null {
    const error = (code: string, message: string, hint: string): Diagnostic => ({
      code,
      severity: 'error',
      message,
      span: path.span,
      hint,
    });
    const file = normalize(path.text);
    if (this.#taken.has(file))
      return error('save/twice', `"${path.text}" is written above already`, 'give another name');
    this.#taken.add(file);
    if (isAbsolute(path.text) || /^\.\.([\\/]|$)/.test(file))
      return error(
        'save/outside',
        `"${path.text}" leads out of the output folder`,
        'give a path below it',
      );
    return null;
  }
}
