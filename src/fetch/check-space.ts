import {statfs} from 'node:fs/promises';
import {FetchError} from './fetch-error.js';
import {formatBytes} from './format-bytes.js';

/** Bytes that may still be written on the disk of a folder; infinite where the system does not say. */
export async function freeBytes(folder: string): Promise<number> {
  try {
    const {bavail, bsize} = await statfs(folder);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** @throws FetchError `fetch/no-space` where the disk of a folder has less free than is needed. */
export async function checkSpace(
  folder: string,
  needed: number,
  free: (folder: string) => Promise<number> = freeBytes,
): Promise<void> {
  const there = await free(folder);
  if (there >= needed) return;
  throw new FetchError(
    'no-space',
    `"${folder}": ${formatBytes(needed)} are needed and ${formatBytes(there)} are free; make room, or give another disk with --out or LRPLAB_CACHE`,
  );
}
