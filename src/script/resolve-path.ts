import {dirname, isAbsolute, join, relative, resolve, sep} from 'node:path';
import {fileURLToPath} from 'node:url';

/** What stands before the path of something that comes with lrplab. */
export const bundledPrefix = 'lrplab:';

/** The folder of the bundled network and pictures. */
export function bundledFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  // This file is dist/src/script/resolve-path.js.
  return resolve(here, '../../../notebooks');
}

/**
 * Where a path of a script leads: `lrplab:digits/3-a.png` into the data that come with lrplab, everything
 * else is read from the script's folder. A bundled path that leads out of the data stays as it stands.
 */
export function resolvePath(folder: string, path: string): string {
  if (!path.startsWith(bundledPrefix)) return resolve(folder, path);
  const base = bundledFolder();
  const full = join(base, path.slice(bundledPrefix.length));
  const way = relative(base, full);
  const isInside = !way.startsWith(`..${sep}`) && way !== '..' && !isAbsolute(way);
  return isInside ? full : resolve(folder, path);
}
