import {execFile} from 'node:child_process';
import {existsSync} from 'node:fs';
import {resolve} from 'node:path';
import type {ExecutionContext} from 'ava';

const required = process.env['LRPLAB_REQUIRE_FRAMEWORKS'] === '1';

/** A Python that has Keras; null, with the test ended, where `LRPLAB_KERAS` names none. */
export function kerasPython(t: ExecutionContext): string | null {
  const python = process.env['LRPLAB_KERAS'];
  if (python !== undefined && existsSync(python)) return python;
  const line = 'not run: no Keras here; name a Python that has it in LRPLAB_KERAS, or run .ci/run';
  if (required) t.fail(line);
  else {
    t.log(line);
    t.pass();
  }
  return null;
}

/** Has Keras make networks into a folder; see `test/fixtures/make_keras.py`. */
export function makeKeras(python: string, folder: string, args: readonly string[]): Promise<void> {
  const script = resolve('test/fixtures/make_keras.py');
  return new Promise((done, fail) => {
    execFile(python, [script, folder, ...args], {maxBuffer: 1e8}, (error, _, stderr) =>
      error === null ? done() : fail(new Error(stderr.slice(-3000), {cause: error})),
    );
  });
}
