import {existsSync, mkdtempSync, mkdirSync, readdirSync, renameSync, rmSync} from 'node:fs';
import {rename, rm} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {isAlive} from './process-alive.js';

/** A folder beside the one it is to become. */
export interface Staging {
  readonly folder: string;
  /** Puts it in the place of `target`, which is gone then; where that fails, `target` stands as it stood. */
  readonly commit: () => Promise<void>;
  /** Removes it. */
  readonly discard: () => Promise<void>;
}

/**
 * Makes a folder that becomes `target` when it is complete, and is gone when this process exits before.
 * What processes that were killed have left behind is removed; a `target` that one of them had moved aside
 * is put back.
 *
 * @param cannotWrite Makes the error that is thrown where the disk does not let it.
 */
export function openStaging(
  target: string,
  cannotWrite: (path: string, error: unknown) => Error,
): Staging {
  const parent = dirname(target);
  let folder: string;
  try {
    mkdirSync(parent, {recursive: true});
    removeOrphans(target);
    folder = mkdtempSync(join(parent, `${prefixOf(target)}${process.pid}-`));
  } catch (error) {
    throw cannotWrite(parent, error);
  }
  const old = `${folder}-old`;
  const atExit = (): void => {
    rmSync(folder, {recursive: true, force: true});
    putBack(old, target);
  };
  process.once('exit', atExit);
  return {
    folder,
    async commit() {
      try {
        await rename(target, old).catch((error: NodeJS.ErrnoException) => {
          if (error.code !== 'ENOENT') throw error;
        });
        await rename(folder, target);
      } catch (error) {
        putBack(old, target);
        throw cannotWrite(target, error);
      }
      process.off('exit', atExit);
      // What cannot be removed now is swept away by a later process.
      await rm(old, {recursive: true, force: true, maxRetries: 3}).catch(() => {});
    },
    async discard() {
      // What cannot be removed now is when this process exits.
      await rm(folder, {recursive: true, force: true, maxRetries: 3}).then(
        () => process.off('exit', atExit),
        () => {},
      );
    },
  };
}

/**
 * What the names of a target's staging folders begin with: `.NAME.lrplab-`. A process and six characters
 * follow, with no dot among them, so that no folder belongs to two targets.
 */
function prefixOf(target: string): string {
  return `.${basename(target)}.lrplab-`;
}

/** Removes what processes which are no more have begun, or puts back what they had moved aside. */
function removeOrphans(target: string): void {
  const parent = dirname(target);
  const prefix = prefixOf(target);
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(prefix)) continue;
    const [, pid, old] = /^(\d+)-[A-Za-z0-9]{6}(-old)?$/.exec(name.slice(prefix.length)) ?? [];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const path = join(parent, name);
    if (old !== undefined && !existsSync(target)) renameSync(path, target);
    else rmSync(path, {recursive: true, force: true});
  }
}

/** Puts back what was moved aside, where nothing has taken its place; what fails now a later process does. */
function putBack(old: string, target: string): void {
  try {
    if (existsSync(old) && !existsSync(target)) renameSync(old, target);
  } catch {
    // The error that led here says more.
  }
}
