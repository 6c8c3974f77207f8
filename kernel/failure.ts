import type {JsonObject} from '../src/plot/figure.js';
import type {CellAnswer} from './cell-engine.js';

/** An answer that says why not. */
export type Failure = CellAnswer & {readonly ok: false};

/** Puts whatever was thrown into the words of a failed cell. */
export function failureOf(thrown: unknown): Failure {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const {name, message} = error;
  return {ok: false, name, message, traceback: [`${name}: ${message}`]};
}

/** As the protocol writes it, in `error` messages and in replies. */
export function errorContent({name, message, traceback}: Failure): JsonObject {
  return {ename: name, evalue: message, traceback: [...traceback]};
}
