import {loadNativeAddon} from '../../src/engine/tfjs/load-native-addon.js';
import {findNativeAddon} from '../../src/engine/tfjs/native-addon.js';
import {openEngine} from '../../src/engine/open-engine.js';
import {ProgramBuilder} from '../../src/program/builder.js';

/**
 * Runs one program on wasm before, while and after the native addon is loaded and used by a caller of its
 * own, and prints as JSON what came out and which backend was active when.
 */
async function run(): Promise<object> {
  const builder = new ProgramBuilder();
  const x = builder.input('input', [4]);
  const weight = builder.constant('w', [3, 4], () => Float32Array.from({length: 12}, (_, i) => i));
  builder.output(
    'output',
    builder.step([3], {op: 'dense', x, weight, transposed: false, bias: null}),
  );
  const program = builder.build('dense');
  const input = {shape: [1, 4], data: Float32Array.of(1, 2, 3, 4)};
  const wasm = await (await openEngine('tfjs', 'wasm')).prepare(program);
  const ask = async (): Promise<number[]> => [
    ...(await wasm.run(new Map([['input', input]]))).get('output')!.data,
  ];
  const core = await import('@tensorflow/tfjs-core');
  const active: string[] = [core.getBackend()];
  const answers = [await ask()];
  const tf = await loadNativeAddon(findNativeAddon('node')!);
  active.push(core.getBackend());
  answers.push(await ask());
  await tf.setBackend('tensorflow');
  const mine = tf.tensor1d([1, 2, 3]);
  answers.push(...(await Promise.all([ask(), ask()])));
  active.push(core.getBackend());
  const product = [...tf.mul(mine, mine).dataSync()];
  await loadNativeAddon(findNativeAddon('node')!);
  active.push(core.getBackend());
  await wasm.dispose();
  return {active, answers, product, layers: 'sequential' in tf};
}

run().then(
  result => process.stdout.write(JSON.stringify(result)),
  (error: unknown) => {
    process.stderr.write(String(error instanceof Error ? error.stack : error));
    process.exitCode = 1;
  },
);
