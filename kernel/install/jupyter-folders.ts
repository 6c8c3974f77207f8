import {posix, win32, type PlatformPath} from 'node:path';
import type {Surroundings} from './surroundings.js';

/** The rules of the platform's paths, which need not be this process's. */
export function pathsOf(platform: NodeJS.Platform): PlatformPath {
  return platform === 'win32' ? win32 : posix;
}

/** Jupyter's data folder of one person, as jupyter_core finds it. Kernels are in its `kernels`. */
export function userDataFolder({env, platform, home}: Surroundings): string {
  const {join} = pathsOf(platform);
  if (env['JUPYTER_DATA_DIR']) return env['JUPYTER_DATA_DIR'];
  if (platform === 'win32') {
    return env['APPDATA'] ? join(env['APPDATA'], 'jupyter') : join(home, '.jupyter', 'data');
  }
  if (platform === 'darwin') {
    return isSet(env['JUPYTER_PLATFORM_DIRS'])
      ? join(home, 'Library', 'Application Support', 'Jupyter')
      : join(home, 'Library', 'Jupyter');
  }
  return join(env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'jupyter');
}

/** Jupyter's data folder below a prefix, such as that of a virtual environment. */
export function prefixDataFolder(prefix: string, platform: NodeJS.Platform): string {
  return pathsOf(platform).join(prefix, 'share', 'jupyter');
}

/**
 * Every data folder Jupyter searches: `JUPYTER_PATH`, the person's, the environment's, the machine's. Which of
 * the person's and the environment's comes first is up to the environment, and does not matter here.
 *
 * @param sysPrefix Prefix of the Python that Jupyter runs on; null where none was found.
 */
export function searchedFolders(
  surroundings: Surroundings,
  sysPrefix: string | null,
): readonly string[] {
  const {env, platform, home} = surroundings;
  const {delimiter, join} = pathsOf(platform);
  const given = (env['JUPYTER_PATH'] ?? '').split(delimiter).filter(part => part !== '');
  const user = [userDataFolder(surroundings)];
  if (platform !== 'win32') user.push(join(home, '.local', 'share', 'jupyter'));
  const environment = sysPrefix === null ? [] : [prefixDataFolder(sysPrefix, platform)];
  return [...new Set([...given, ...user, ...environment, ...machineFolders(surroundings)])];
}

function machineFolders({env, platform}: Surroundings): readonly string[] {
  if (platform !== 'win32') return ['/usr/local/share/jupyter', '/usr/share/jupyter'];
  const trusted = isSet(env['JUPYTER_USE_PROGRAMDATA']) && env['PROGRAMDATA'];
  return trusted ? [win32.join(trusted, 'jupyter')] : [];
}

/** As Jupyter reads its switches: everything but a no is a yes. */
function isSet(value: string | undefined): boolean {
  return value !== undefined && !/^(no|n|false|off|0|0\.0|)$/i.test(value);
}
