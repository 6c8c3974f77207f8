import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {nativeAddon, runProgram} from '../helpers/native-addon.js';
import {smallRun} from '../helpers/small-run.js';

test('on the native backend, too, the same seed gives the same bytes', async t => {
  if (nativeAddon(t) === null) return;
  const options = await smallRun(t, {
    device: 'node',
    epochs: 3,
    start: {kind: 'architecture', depth: 16, width: 1 / 4, inputSize: [32, 32]},
  });
  const weights: Buffer[] = [];
  for (const run of ['a', 'b']) {
    const folder = `${options.folder}-${run}`;
    const {code, stderr} = await runProgram('train-program', [
      JSON.stringify({...options, folder}),
    ]);
    t.is(code, 0, stderr);
    weights.push(await readFile(join(folder, 'model.onnx')));
  }
  t.true(weights[0]!.equals(weights[1]!));
});
