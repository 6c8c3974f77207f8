import {readFileSync, rmSync} from 'node:fs';
import {link, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {hostname} from 'node:os';
import {isAlive} from './process-alive.js';

/** Keeps a second process away until it is released, or this process exits. */
export interface Lock {
  readonly release: () => void;
}

/** The process that holds a lock. */
export interface LockOwner {
  readonly pid: number;
  readonly host: string;
}

/** The errors that `takeLock` throws. */
export interface LockErrors {
  /** Another process holds it; of null no more is known. */
  readonly busy: (owner: LockOwner | null) => Error;
  readonly cannotWrite: (path: string, error: unknown) => Error;
}

function readOwner(text: string): LockOwner | null {
  try {
    const {pid, host} = JSON.parse(text) as Partial<LockOwner>;
    return Number.isInteger(pid) && typeof host === 'string' ? {pid: pid!, host} : null;
  } catch {
    return null;
  }
}

function isOwned({pid, host}: LockOwner): boolean {
  // Whether a process of another machine lives cannot be seen from here.
  return host !== hostname() || isAlive(pid);
}

async function create(path: string, content: string, errors: LockErrors): Promise<boolean> {
  try {
    await writeFile(path, content, {flag: 'wx'});
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw errors.cannotWrite(path, error);
  }
}

/**
 * Makes a lock file, which one process at a time can. One that a dead process has left is taken over.
 *
 * @throws The errors given: `busy` where a living process holds it, `cannotWrite`.
 */
export async function takeLock(path: string, errors: LockErrors): Promise<Lock> {
  const content = JSON.stringify({pid: process.pid, host: hostname()} satisfies LockOwner);
  for (let tries = 0; tries < 3; tries++) {
    if (await create(path, content, errors)) return hold(path, content);
    const found = await readFile(path, 'utf8').catch(() => null);
    if (found === null) continue;
    const owner = readOwner(found);
    if (owner !== null && isOwned(owner)) throw errors.busy(owner);
    await removeDead(path, found);
  }
  throw errors.busy(null);
}

/** Moves the lock away first: of several that find it dead, one may have put its own there already. */
async function removeDead(path: string, found: string): Promise<void> {
  const aside = `${path}.${process.pid}`;
  const moved = await rename(path, aside).then(
    () => readFile(aside, 'utf8'),
    () => null,
  );
  if (moved !== null && moved !== found) await link(aside, path).catch(() => {});
  await rm(aside, {force: true});
}

function hold(path: string, content: string): Lock {
  const remove = (): void => {
    try {
      if (readFileSync(path, 'utf8') === content) rmSync(path, {force: true});
    } catch {
      // It is gone already.
    }
  };
  process.once('exit', remove);
  return {
    release() {
      process.off('exit', remove);
      remove();
    },
  };
}
