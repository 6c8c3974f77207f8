import {mkdtempSync, mkdirSync, readdirSync, rmSync} from 'node:fs';
import {rename, rm} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';

/** A folder beside the one it is to become. */
export interface Staging {
  readonly folder: string;
  /** Puts it in the place of `target`, which is gone then. */
  readonly commit: () => Promise<void>;
  /** Removes it. */
  readonly discard: () => Promise<void>;
}

/**
 * Makes a folder that becomes `target` when it is complete, and is gone when this process exits before.
 * What processes that were killed have left behind is removed.
 *
 * @param cannotWrite Makes the error that is thrown where the disk does not let it.
 */
export function openStaging(
  target: string,
  cannotWrite: (path: string, error: unknown) => Error,
): Staging {
  const parent = dirname(target);
  const prefix = `.${basename(target)}-`;
  let folder: string;
  try {
    mkdirSync(parent, {recursive: true});
    removeOrphans(parent, prefix);
    folder = mkdtempSync(join(parent, `${prefix}${process.pid}-`));
  } catch (error) {
    throw cannotWrite(parent, error);
  }
  const atExit = (): void => rmSync(folder, {recursive: true, force: true});
  process.once('exit', atExit);
  return {
    folder,
    async commit() {
      const old = `${folder}-old`;
      try {
        await rename(target, old).catch((error: NodeJS.ErrnoException) => {
          if (error.code !== 'ENOENT') throw error;
        });
        await rename(folder, target);
      } catch (error) {
        throw cannotWrite(target, error);
      } finally {
        process.off('exit', atExit);
        await rm(old, {recursive: true, force: true});
      }
    },
    async discard() {
      process.off('exit', atExit);
      await rm(folder, {recursive: true, force: true, maxRetries: 3});
    },
  };
}

/** Removes the folders that processes which are no more have begun. */
export function removeOrphans(parent: string, prefix: string): void {
  for (const name of readdirSync(parent)) {
    const pid = name.startsWith(prefix)
      ? /^(\d+)-/.exec(name.slice(prefix.length))?.[1]
      : undefined;
    if (pid !== undefined && !isAlive(Number(pid))) {
      rmSync(join(parent, name), {recursive: true, force: true});
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
