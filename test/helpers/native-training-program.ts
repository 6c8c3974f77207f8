import {findNativeAddon} from '../../src/engine/tfjs/native-addon.js';
import {loadNativeAddon} from '../../src/engine/tfjs/load-native-addon.js';
import {openEngine} from '../../src/engine/open-engine.js';
import type {Tfjs} from '../../src/engine/tfjs/tfjs.js';

/** Trains a small convolutional network with the native addon and prints the losses as JSON. */

type Union = Tfjs & typeof import('@tensorflow/tfjs-layers');

async function train(): Promise<object> {
  // lrplab's engine in the same process must not make the training fail.
  await openEngine('tfjs', 'node');
  const tf = (await loadNativeAddon(findNativeAddon('node')!)) as Union;
  const {conv2d, dense, flatten, maxPooling2d} = tf.layers;
  const initial = (seed: number) => tf.initializers.glorotUniform({seed});
  const model = tf.sequential({
    layers: [
      conv2d({
        ...{filters: 4, kernelSize: 3, activation: 'relu', inputShape: [8, 8, 1]},
        kernelInitializer: initial(1),
      }),
      maxPooling2d({poolSize: 2}),
      flatten(),
      dense({units: 2, activation: 'softmax', kernelInitializer: initial(2)}),
    ],
  });
  model.compile({optimizer: tf.train.adam(0.02), loss: 'categoricalCrossentropy'});
  // Bright above, or bright below.
  const pixel = (image: number, cell: number): number =>
    (image % 2 === 0) === cell < 32 ? 0.5 + ((image * 7 + cell * 3) % 10) / 20 : 0;
  const images = Array.from({length: 32}, (_, image) => image);
  const pixels = images.flatMap(image => Array.from({length: 64}, (_, cell) => pixel(image, cell)));
  const x = tf.tensor4d(pixels, [32, 8, 8, 1]);
  const y = tf.oneHot(
    tf.tensor1d(
      images.map(image => image % 2),
      'int32',
    ),
    2,
  );
  const losses: number[] = [];
  for (let step = 0; step < 20; step++) losses.push(Number(await model.trainOnBatch(x, y)));
  return {backend: tf.getBackend(), losses};
}

train().then(
  result => process.stdout.write(JSON.stringify(result)),
  (error: unknown) => {
    process.stderr.write(String(error instanceof Error ? error.stack : error));
    process.exitCode = 1;
  },
);
