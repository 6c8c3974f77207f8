import {execFile} from 'node:child_process';
import {closeSync, openSync, readSync} from 'node:fs';
import {pathsOf} from './jupyter-folders.js';
import {findOnPath} from './on-path.js';
import type {Surroundings} from './surroundings.js';

/** A prefix and what told of it, for messages. */
export interface FoundPrefix {
  readonly prefix: string;
  readonly from: string;
}

/**
 * Finds the prefix of the Python that Jupyter runs on: the active environment's, else that of the `jupyter` on
 * the PATH, else that of its `python3`. Python itself is started only where `python3` is a script that picks one
 * (as pyenv's is). Null where nothing was found.
 */
export async function findSysPrefix(surroundings: Surroundings): Promise<FoundPrefix | null> {
  const {env, platform} = surroundings;
  for (const name of ['VIRTUAL_ENV', 'CONDA_PREFIX']) {
    const prefix = env[name];
    if (prefix) return {prefix, from: `$${name}`};
  }
  const jupyter = findOnPath('jupyter', surroundings);
  if (jupyter !== null) {
    const prefix = prefixOfJupyter(jupyter, platform);
    if (prefix !== null) return {prefix, from: jupyter};
  }
  for (const name of platform === 'win32' ? ['python'] : ['python3', 'python']) {
    const python = findOnPath(name, surroundings);
    if (python === null) continue;
    const prefix = isScript(python) ? await askPython(python) : prefixOfProgram(python, platform);
    if (prefix !== null) return {prefix, from: python};
  }
  return null;
}

/** `jupyter` is a script whose first lines name its Python; on Windows it is a program in `Scripts`. */
function prefixOfJupyter(jupyter: string, platform: NodeJS.Platform): string | null {
  if (platform === 'win32') return prefixOfProgram(jupyter, platform);
  const [first = '', second = ''] = readStart(jupyter).split('\n');
  if (!first.startsWith('#!')) return null;
  // Long paths stand in the second line: `'''exec' "/path/to/python" "$0" "$@"`.
  const python = /\/[^'"\n]*\/python[\d.]*/.exec(`${first}\n${second}`)?.[0];
  return python === undefined || isScript(python) ? null : prefixOfProgram(python, platform);
}

/** `PREFIX/bin/python3`, `PREFIX\Scripts\python.exe`, `PREFIX\python.exe`. Links are kept: an environment's Python is one. */
function prefixOfProgram(program: string, platform: NodeJS.Platform): string {
  const {basename, dirname} = pathsOf(platform);
  const folder = dirname(program);
  return /^(bin|scripts)$/i.test(basename(folder)) ? dirname(folder) : folder;
}

function isScript(path: string): boolean {
  return readStart(path).startsWith('#!');
}

/** The first half kilobyte as text; empty where it cannot be read. */
function readStart(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      const start = Buffer.alloc(512);
      return start.toString('latin1', 0, readSync(file, start));
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}

function askPython(python: string): Promise<string | null> {
  return new Promise(done => {
    const question = ['-I', '-c', 'import sys; print(sys.prefix)'];
    execFile(python, question, {timeout: 20_000}, (error, stdout) => {
      const prefix = stdout.trim();
      done(error !== null || prefix === '' ? null : prefix);
    });
  });
}
