import {existsSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {LrpError} from '../../src/errors/lrp-error.js';

/** The folder of the running copy of lrplab: the one whose package.json stands above this file. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const file = join(folder, 'package.json');
    if (existsSync(file) && nameIn(file) === 'lrplab') return folder;
    const above = dirname(folder);
    if (above === folder) {
      throw new LrpError(
        'kernel/no-package',
        `no package.json of lrplab stands above ${fileURLToPath(import.meta.url)}; install lrplab again`,
      );
    }
    folder = above;
  }
}

function nameIn(file: string): unknown {
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return typeof content === 'object' && content !== null && 'name' in content ? content.name : null;
}
