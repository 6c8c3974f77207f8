import {createRequire} from 'node:module';
import {nativeBackend, usesGpu} from '../engine/tfjs/load-native-addon.js';
import type {Tfjs} from '../engine/tfjs/tfjs.js';
import {checkMark, type CheckResult} from './check-addon.js';

/**
 * The program of the check: `node check-program.js ENTRY` loads the addon, multiplies, convolves and
 * trains a step, and prints what came out as JSON, behind a word that marks the line. It runs in a
 * process of its own, since a library that does not fit ends the process.
 */

/** The part of tfjs's layers that the check uses. */
interface Layers {
  readonly sequential: (config: {readonly layers: readonly unknown[]}) => {
    readonly compile: (config: object) => void;
    readonly trainOnBatch: (x: unknown, y: unknown) => Promise<number>;
    readonly getWeights: () => readonly {readonly dataSync: () => ArrayLike<number>}[];
  };
  readonly layers: {readonly dense: (config: object) => unknown};
  readonly train: {readonly sgd: (rate: number) => unknown};
}

async function check(entry: string): Promise<CheckResult> {
  const tf = createRequire(import.meta.url)(entry) as Tfjs & Layers;
  const product = tf.matMul(
    [
      [1, 2],
      [3, 4],
    ],
    [[5], [6]],
  );
  const image = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
  const convolution = tf.conv2d(image, tf.ones([2, 2, 1, 1]) as typeof image, 1, 'valid');
  const dense = {units: 1, inputShape: [1], useBias: false, kernelInitializer: 'zeros'};
  const model = tf.sequential({layers: [tf.layers.dense(dense)]});
  model.compile({optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError'});
  const loss = await model.trainOnBatch(tf.tensor2d([[1], [2]]), tf.tensor2d([[2], [4]]));
  return {
    backend: tf.getBackend(),
    gpu: tf.getBackend() === nativeBackend && usesGpu(tf),
    product: [...product.dataSync()],
    convolution: [...convolution.dataSync()],
    loss,
    weight: model.getWeights()[0]!.dataSync()[0]!,
  };
}

const entry = process.argv[2];
if (entry !== undefined) {
  check(entry).then(
    result => process.stdout.write(`${checkMark}${JSON.stringify(result)}\n`),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exitCode = 1;
    },
  );
}
