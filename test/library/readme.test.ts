import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import test from 'ava';

const run = promisify(execFile);

test('the example of the README type-checks and runs', async t => {
  const [, example] = /```ts\n([\s\S]*?)```/.exec(readFileSync('README.md', 'utf8'))!;
  t.true(example!.trim().split('\n').length <= 15);
  // Below dist, so that "lrplab" means this package as it is built.
  const folder = resolve('dist/readme-example');
  mkdirSync(folder, {recursive: true});
  t.teardown(() => rmSync(folder, {recursive: true, force: true}));
  writeFileSync(join(folder, 'example.ts'), example!);
  const options = {
    target: 'ES2022',
    module: 'nodenext',
    strict: true,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [resolve('node_modules/@types')],
  };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({compilerOptions: options, files: ['example.ts']}),
  );
  await run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', folder]);
  const {stdout} = await run(process.execPath, [join(folder, 'example.js')]);
  t.regex(
    stdout,
    /^\[ 2, 1, 28, 28 \] \[ 2, 10 \]\nclass 3: score [\d.]+, biases keep -?[\d.]+\nclass 7: score /,
  );
});
