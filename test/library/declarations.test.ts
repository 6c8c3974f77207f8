import {execFile} from 'node:child_process';
import {mkdir, symlink, writeFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {join, resolve} from 'node:path';
import {promisify} from 'node:util';
import test from 'ava';
import {temporaryFolder} from '../helpers/temporary-folder.js';

const run = promisify(execFile);

test("the declarations hold under tslab's TypeScript 5.0, subpaths and all, and a wrong use is told", async t => {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, 'node_modules'));
  await symlink(resolve('.'), join(folder, 'node_modules/lrplab'));
  const compiler = createRequire(import.meta.url).resolve('@tslab/typescript-for-tslab/bin/tsc');
  const check = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text);
    const options = [
      ...['--noEmit', '--target', 'es2022', '--module', 'esnext', '--moduleResolution', 'node10'],
      ...['--strict', '--esModuleInterop', '--skipLibCheck', 'false', '--preserveSymlinks'],
      ...['--types', 'node', '--typeRoots', resolve('node_modules/@types')],
    ];
    const done = run(process.execPath, [compiler, ...options, join(folder, name)]);
    return done.then(
      () => '',
      error => String((error as {stdout: string}).stdout),
    );
  };
  const sound = `import {lrp, explain, compilePlan, loadModel, type Explained, type Plan} from 'lrplab';
import {cellSignal} from 'lrplab/tslab';
export const lines: number = lrp\`all use gamma(\${0.5})\`.plan.lines.length;
export const signal: AbortSignal = cellSignal();
export async function first(): Promise<Explained | null> {
  return (await lrp\`explain x\`).explanation;
}
export async function whole(): Promise<Float32Array> {
  const model = await loadModel('net.onnx');
  const plan: Plan = compilePlan('all use zero', model);
  return (await explain(model, plan, {shape: [1, 2], data: new Float32Array(2)})).relevance.data;
}
`;
  t.is(await check('sound.ts', sound), '');
  const wrong = "import {lrp} from 'lrplab';\nexport const n: number = lrp`all use zero`.plan;\n";
  t.regex(await check('wrong.ts', wrong), /TS2322/);
});
