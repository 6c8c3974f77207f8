import {realpath} from 'node:fs/promises';
import {dirname, isAbsolute, relative, resolve, sep} from 'node:path';
import {readFileSync, realpathSync, statSync} from 'node:fs';
import {examine} from '../../dsl/compile.js';
import type {Script} from '../../dsl/tree.js';
import {readBounded} from '../data/read-bounded.js';
import type {Diagnostic} from '../errors/diagnostic.js';

/** Largest script, in bytes. */
const maxBytes = 1_000_000;

/** A script as far as it could be understood, with everything there is to say about it. */
export interface ReadScript {
  readonly script: Script;
  readonly diagnostics: readonly Diagnostic[];
  /** By file name as it stands in spans. */
  readonly sources: ReadonlyMap<string, string>;
}

/** Whether a path lies in a folder, symbolic links followed. */
function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !way.startsWith(`..${sep}`) && way !== '..' && !isAbsolute(way);
}

/** Reads included files of a script: only from its folder and below, bounded in size. */
export function includeReader(
  root: string,
  sources: Map<string, string>,
): (path: string) => string {
  return path => {
    const full = realpathSync(resolve(root, path));
    if (!isInside(realpathSync(root), full)) throw new Error("it leads out of the script's folder");
    if (statSync(full).size > maxBytes) throw new Error(`it is larger than ${maxBytes / 1e6} MB`);
    const text = readFileSync(full, 'utf8');
    sources.set(path, text);
    return text;
  };
}

/**
 * Reads a script file.
 *
 * @throws DataError `script/…` where the file can't be read.
 */
export async function readScript(path: string): Promise<ReadScript> {
  const bytes = await readBounded(path, {area: 'script', maxBytes});
  const text = new TextDecoder().decode(bytes);
  const sources = new Map([[path, text]]);
  const readInclude = includeReader(dirname(await realpath(path)), sources);
  return {...examine(text, {file: path, readInclude}), sources};
}
