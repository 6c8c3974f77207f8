import {lstatSync, rmdirSync} from 'node:fs';
import {rename, rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import {nativeFolder, readMarker, type NativeKind} from '../engine/tfjs/native-marker.js';
import {logFile} from './build-addon.js';
import {NativeError} from './native-error.js';
import {cannotWrite} from './staging.js';

/**
 * Removes an addon that `lrplab native` built, its log, and the cache's folders where they are empty then.
 *
 * @returns The folder that is gone.
 * @throws NativeError `native/not-installed`, `native/foreign` (a folder that lrplab has not made),
 *   `native/cannot-write`.
 */
export async function removeAddon(kind: NativeKind, cache: string): Promise<string> {
  const folder = nativeFolder(kind, cache);
  const status = lstatSync(folder, {throwIfNoEntry: false});
  if (status === undefined) {
    throw new NativeError(
      'not-installed',
      `"${folder}": no addon is there; "lrplab native --status" shows what is`,
    );
  }
  if (!status.isDirectory() || readMarker(folder)?.kind !== kind) {
    throw new NativeError(
      'foreign',
      `"${folder}" was not made by lrplab native, so it is left alone; remove it by hand where it is not needed`,
    );
  }
  try {
    // Out of sight at once: nothing finds half an addon.
    const old = `${folder}-${process.pid}-old`;
    await rename(folder, old);
    await rm(old, {recursive: true, force: true});
    await rm(logFile(kind, cache), {force: true});
  } catch (error) {
    throw cannotWrite(folder, error);
  }
  for (const parent of [dirname(folder), cache]) {
    try {
      rmdirSync(parent);
    } catch {
      // Something else is in it.
    }
  }
  return folder;
}
