import {execFile} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import type {Said} from './ts-cells.js';

export interface SpawnedCell {
  readonly ok: boolean;
  readonly text: string | null;
  /** The error's name. */
  readonly error: string | null;
  readonly said: readonly Said[];
}

const program = fileURLToPath(new URL('ts-cells-program.js', import.meta.url));

/** Runs cells one after the other in a process that is started in `folder`. */
export async function spawnCells(
  folder: string,
  cells: readonly string[],
): Promise<readonly SpawnedCell[]> {
  const {stdout} = await promisify(execFile)(process.execPath, [program, JSON.stringify(cells)], {
    cwd: folder,
    maxBuffer: 1 << 26,
  });
  return JSON.parse(stdout) as readonly SpawnedCell[];
}
