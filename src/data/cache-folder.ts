import {homedir} from 'node:os';
import {posix, resolve, win32} from 'node:path';

/** What decides where things that can be made again are kept: given, so that every platform can be tested on one. */
export interface CacheSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The home folder, absolute. */
  readonly home: string;
}

/**
 * The folder, absolute, of what lrplab makes once and keeps: `LRPLAB_CACHE`, else `lrplab` in the
 * operating system's folder for caches. It need not exist.
 */
export function cacheFolder(
  {env, platform, home}: CacheSurroundings = {
    env: process.env,
    platform: process.platform,
    home: homedir(),
  },
): string {
  if (env['LRPLAB_CACHE']) return resolve(env['LRPLAB_CACHE']);
  if (platform === 'win32') {
    return win32.join(env['LOCALAPPDATA'] || win32.join(home, 'AppData', 'Local'), 'lrplab');
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Caches', 'lrplab');
  // The XDG specification has relative folders ignored.
  const xdg = env['XDG_CACHE_HOME'] ?? '';
  return posix.join(posix.isAbsolute(xdg) ? xdg : posix.join(home, '.cache'), 'lrplab');
}
