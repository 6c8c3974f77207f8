import {readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';

/** The folder of the running copy of lrplab; this file is dist/kernel/package-folder.js in it. */
export const packageFolder: string = resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** The version of the running copy of lrplab. */
export function packageVersion(): string {
  const text = readFileSync(join(packageFolder, 'package.json'), 'utf8');
  return (JSON.parse(text) as {version: string}).version;
}
