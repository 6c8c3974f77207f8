import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {nativeAddon, runProgram} from '../helpers/native-addon.js';
import {smallRun} from '../helpers/small-run.js';

test('on the native backend, too, the same seed gives the same bytes, and so does a run that was stopped and resumed', async t => {
  if (nativeAddon(t) === null) return;
  const options = await smallRun(t, {
    device: 'node',
    epochs: 3,
    start: {kind: 'architecture', depth: 16, width: 1 / 4, inputSize: [32, 32]},
  });
  const weights: Buffer[] = [];
  const run = async (name: string, changes: object = {}, ...more: string[]): Promise<string> => {
    const folder = `${options.folder}-${name}`;
    const all = JSON.stringify({...options, ...changes, folder});
    const {code, stderr} = await runProgram('train-program', [all, ...more]);
    t.is(code, 0, stderr);
    return join(folder, 'model.onnx');
  };
  await run('c', {}, 'stop at 2');
  for (const file of [await run('a'), await run('b'), await run('c', {resume: true})]) {
    weights.push(await readFile(file));
  }
  t.true(weights[0]!.equals(weights[1]!));
  t.true(weights[0]!.equals(weights[2]!));
});
