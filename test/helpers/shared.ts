import {existsSync} from 'node:fs';
import {resolve} from 'node:path';

/** The folder of reference data beside the project; absent in a clone from elsewhere. */
export const sharedFolder: string = resolve(process.cwd(), '../shared');

/** Whether something of it is here. */
export function hasShared(path: string): boolean {
  return existsSync(resolve(sharedFolder, path));
}
