import {createHash, randomUUID} from 'node:crypto';
import {readdir, rm} from 'node:fs/promises';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {isAlive} from './process-alive.js';

const pattern =
  /^\.(.{0,50})\.(\d+)-([0-9a-f]{8})-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/s;

/** Processes of another machine may write into a folder that both see. */
function machine(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}

/** What a file is called while it is written, in the folder where it will stand. It names this process. */
export function temporaryName(name: string): string {
  return `.${name.slice(0, 50)}.${process.pid}-${machine()}-${randomUUID()}.tmp`;
}

/**
 * Removes files that processes of this machine which are no more had begun to write under a `temporaryName`. What
 * cannot be removed stays.
 *
 * @param isOurs By the name that the file was to have (its first 50 characters), which of them.
 */
export async function removeAbandoned(
  folder: string,
  isOurs: (name: string) => boolean,
): Promise<void> {
  const here = machine();
  for (const file of await readdir(folder).catch((): string[] => [])) {
    const [, name, pid, host] = pattern.exec(file) ?? [];
    if (name === undefined || host !== here || isAlive(Number(pid)) || !isOurs(name)) continue;
    await rm(join(folder, file), {force: true}).catch(() => {});
  }
}
