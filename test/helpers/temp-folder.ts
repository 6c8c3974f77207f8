import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {ExecutionContext} from 'ava';

/** A folder of a test's own, gone after it. */
export function tempFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'lrplab-test-'));
  t.teardown(() => rmSync(folder, {recursive: true, force: true}));
  return folder;
}
