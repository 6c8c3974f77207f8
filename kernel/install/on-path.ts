import {accessSync, constants, statSync} from 'node:fs';
import {pathsOf} from './jupyter-folders.js';
import type {Surroundings} from './surroundings.js';

/** The program a shell would start for this name, as an absolute path; null where there is none. */
export function findOnPath(name: string, {env, platform}: Surroundings): string | null {
  const {delimiter, join, isAbsolute} = pathsOf(platform);
  const path = env['PATH'] ?? env['Path'] ?? '';
  const endings = platform === 'win32' ? ['.exe', '.bat', '.cmd'] : [''];
  for (const folder of path.split(delimiter).filter(isAbsolute)) {
    for (const ending of endings) {
      const candidate = join(folder, name + ending);
      if (isProgram(candidate)) return candidate;
    }
  }
  return null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
