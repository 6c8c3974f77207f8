import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import type {ExecutionContext} from 'ava';

/**
 * Holds a figure against the file that a person has reviewed. `UPDATE_GOLDEN=1` writes the file
 * anew; look at the diff.
 */
export function matchesGolden(t: ExecutionContext, name: string, value: unknown): void {
  const file = path.resolve(process.cwd(), 'test/plot/golden', `${name}.json`);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
  }
  t.deepEqual(JSON.parse(JSON.stringify(value)), JSON.parse(readFileSync(file, 'utf8')));
}
