import {mkdir, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import test from 'ava';
import {spawnCells} from '../../helpers/spawn-ts-cells.js';
import {temporaryFolder} from '../../helpers/temporary-folder.js';

test('a notebook in an empty folder has Node, lrplab and what lrplab depends on', async t => {
  const folder = await temporaryFolder(t);
  const cells = await spawnCells(folder, [
    `import * as fs from 'fs'; const timer: NodeJS.Timeout = setTimeout(() => {}, 1); fs.readdirSync('.')`,
    `import {LrpError, compilePlan} from 'lrplab'; const wrong: number = LrpError;`,
    `import {LrpError} from 'lrplab'; new LrpError('a/b', 'c').code.toUpperCase()`,
    `import * as core from '@tensorflow/tfjs-core'; core.util.sizeFromShape([2, 3])`,
    `import 'no-such-package'`,
    `const {LrpError: Again} = await import('lrplab'); Again === LrpError`,
  ]);
  t.deepEqual(
    cells.map(({text}) => text?.split('\n')[0]),
    [
      '[]',
      `error[ts/2322]: Type 'typeof LrpError' is not assignable to type 'number'.`,
      "'A/B'",
      '6',
      "Error: Cannot find module 'no-such-package'",
      'true',
    ],
  );
});

test("the notebook's own packages and files win, but not over lrplab", async t => {
  const folder = await temporaryFolder(t);
  for (const [name, content] of [
    ['chevrotain', 'own chevrotain'],
    ['lrplab', 'another lrplab'],
  ] as const) {
    const place = join(folder, 'node_modules', name);
    await mkdir(place, {recursive: true});
    await writeFile(
      join(place, 'package.json'),
      JSON.stringify({name, main: 'a.js', types: 'a.d.ts'}),
    );
    await writeFile(join(place, 'a.js'), `exports.which = ${JSON.stringify(content)};`);
    await writeFile(join(place, 'a.d.ts'), 'export declare const which: string;');
  }
  await writeFile(
    join(folder, 'own.ts'),
    `import {LrpError} from 'lrplab';\nexport const code: string = new LrpError('own/file', '').code;`,
  );
  const cells = await spawnCells(folder, [
    `import {which} from 'chevrotain'; which`,
    `import {code} from './own'; code`,
    `import {which as other} from 'lrplab'; other`,
  ]);
  t.deepEqual(
    cells.slice(0, 2).map(({text}) => text),
    ["'own chevrotain'", "'own/file'"],
  );
  t.regex(String(cells[2]!.text), /has no exported member 'which'/);
});

test('what happens after a cell is told to that cell, and the process lives', async t => {
  const folder = await temporaryFolder(t);
  const cells = await spawnCells(folder, [
    `setTimeout(() => console.log('late'), 1); setTimeout(() => { throw new Error('late error'); }, 2);
     Promise.reject(new Error('unheard'));`,
    `await new Promise(done => setTimeout(done, 60)); console.log('second')`,
  ]);
  const texts = cells.map(({said}) => said.map(([, text]) => String(text)).join(''));
  t.regex(texts[0]!, /late\n/);
  t.regex(texts[0]!, /Uncaught Error: late error\n --> cell\[1\]:1:/);
  t.regex(texts[0]!, /Uncaught Error: unheard\n --> cell\[1\]:2:/);
  t.is(texts[1], 'second\n');
});

test('an endless loop stops at Ctrl+C, and the next cell runs', async t => {
  const folder = await temporaryFolder(t);
  const cells = await spawnCells(folder, [
    `import {spawn} from 'node:child_process';
     spawn(process.execPath, ['-e', \`setTimeout(() => process.kill(\${process.pid}, 'SIGINT'), 300)\`]);
     for (;;) {}`,
    `setTimeout(() => process.kill(process.pid, 'SIGINT'), 50); (globalThis as any).alive = setInterval(() => {}, 1e5);
     await new Promise(() => {})`,
    `clearInterval((globalThis as any).alive)`,
  ]);
  t.deepEqual(
    cells.map(({error}) => error),
    ['InterruptedError', 'InterruptedError', null],
  );
});

test("a notebook in the package's own folder, or in one around it, finds lrplab", async t => {
  for (const folder of [resolve('.'), resolve('..')]) {
    const cells = await spawnCells(folder, [
      `import {LrpError} from 'lrplab'; new LrpError('a/b', 'c').code`,
    ]);
    t.is(cells[0]!.text, "'a/b'", folder);
  }
});
