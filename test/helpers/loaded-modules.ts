import {execFile} from 'node:child_process';
import {resolve} from 'node:path';
import {promisify} from 'node:util';

/** Tells the address of every module on stderr, before it is loaded. */
const hooks = `data:text/javascript,${encodeURIComponent(`
  import {writeSync} from 'node:fs';
  export const load = (url, context, next) => (writeSync(2, 'loads ' + url + '\\n'), next(url, context));
`)}`;
const register = `data:text/javascript,${encodeURIComponent(
  `import {register} from 'node:module'; register(${JSON.stringify(hooks)});`,
)}`;

/** The modules that a call of the command line loads. */
export async function loadedModules(...args: readonly string[]): Promise<readonly string[]> {
  const main = resolve('dist/src/cli/main.js');
  const {stderr} = await promisify(execFile)(
    process.execPath,
    ['--import', register, main, ...args],
    {maxBuffer: 64e6},
  );
  return stderr
    .split('\n')
    .filter(line => line.startsWith('loads '))
    .map(line => line.slice('loads '.length));
}
