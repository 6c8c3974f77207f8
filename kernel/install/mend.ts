import {dirname, basename} from 'node:path';
import type {FoundLrplab} from './find-kernelspecs.js';

/** The command that puts this copy of lrplab into a spec's place. */
export function mend({name, dataFolder}: FoundLrplab): string {
  const share = dirname(dataFolder);
  const isPrefix = basename(dataFolder) === 'jupyter' && basename(share) === 'share';
  const isUser = basename(dirname(share)) === '.local' || !isPrefix;
  const place = isUser ? '' : ` --prefix ${JSON.stringify(dirname(share))}`;
  const called = name === 'lrplab' ? '' : ` --name ${name}`;
  return `lrplab kernel install${place}${called}`;
}
