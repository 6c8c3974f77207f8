import {accessSync, constants, statSync} from 'node:fs';
import {delimiter, isAbsolute, join} from 'node:path';
import {cacheFolder} from '../data/cache-folder.js';

/** What decides how an addon is built: given, so that tests can bring their own tools. */
export interface NativeSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** lrplab's cache, absolute. */
  readonly cache: string;
  /** The Node.js that is to load the addon: its program, `process.versions.modules` and `process.version`. */
  readonly node: string;
  readonly abi: string;
  readonly nodeVersion: string;
}

/** Those of this process. */
export function nativeSurroundings(): NativeSurroundings {
  return {
    env: process.env,
    platform: process.platform,
    cache: cacheFolder(),
    node: process.execPath,
    abi: process.versions.modules,
    nodeVersion: process.version,
  };
}

/** The program a shell would start for a name, as an absolute path; null where there is none. A path is taken as one. */
export function findProgram(name: string, {env}: Pick<NativeSurroundings, 'env'>): string | null {
  if (/[\\/]/.test(name)) return isProgram(name) ? name : null;
  const folders = (env['PATH'] ?? '').split(delimiter).filter(isAbsolute);
  return folders.map(folder => join(folder, name)).find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
