import type {Tensor, Tensor4D} from '@tensorflow/tfjs-core';
import test from 'ava';
import fc from 'fast-check';
import {onBackend} from '../../../src/engine/tfjs/on-backend.js';
import {openTfjs} from '../../../src/engine/tfjs/open-tfjs.js';
import {createTrainingOps} from '../../../src/train/network/create-training-ops.js';
import type {Window} from '../../../src/train/network/training-ops.js';

const pair = (most: number): fc.Arbitrary<readonly [number, number]> =>
  fc.tuple(fc.integer({min: 1, max: most}), fc.integer({min: 1, max: most}));

interface Drawn extends Window {
  /** Of x and of y. */
  readonly channels: readonly [number, number];
  /** Rows and columns of x beyond the kernel's. */
  readonly extra: readonly [number, number];
  readonly samples: number;
}

/** A window and a picture that it fits into. Padding of a whole window would be a window of nothing. */
const geometry: fc.Arbitrary<Drawn> = pair(3).chain(kernel => {
  const [down, across] = kernel.map(length => fc.integer({min: 0, max: length - 1}));
  return fc.record({
    kernel: fc.constant(kernel),
    stride: pair(3),
    padding: fc.tuple(down!, across!, down!, across!),
    channels: pair(3),
    extra: pair(5),
    samples: fc.integer({min: 1, max: 2}),
  });
});

for (const device of ['cpu', 'wasm'] as const) {
  test(`on ${device}, a convolution's gradients are its adjoints, whatever the window`, async t => {
    const tf = await openTfjs(device);
    const dot = (a: Tensor, b: Tensor): number => tf.sum(tf.mul(a, b)).dataSync()[0]!;
    onBackend(tf, device, () => {
      const ops = createTrainingOps(tf);
      fc.assert(
        fc.property(geometry, fc.nat(1000), (drawn, seed) => {
          tf.tidy(() => {
            const {kernel, channels, extra, samples} = drawn;
            const shape: Tensor4D['shape'] = [
              samples,
              kernel[0] + extra[0],
              kernel[1] + extra[1],
              channels[0],
            ];
            const x = tf.randomNormal<typeof tf.Rank.R4>(shape, 0, 1, 'float32', seed);
            const w = tf.randomNormal<typeof tf.Rank.R4>(
              [...kernel, ...channels],
              0,
              1,
              'float32',
              seed + 1,
            );
            const y = ops.conv(x, w, drawn);
            const dy = tf.randomNormal<typeof tf.Rank.R4>(y.shape, 0, 1, 'float32', seed + 2);
            const expected = dot(y, dy);
            const byInput = dot(x, ops.convInputGradient(dy, w, shape, drawn));
            const byKernel = dot(w, ops.convKernelGradient(x, dy, drawn));
            const tolerance = 1e-3 * (1 + Math.abs(expected));
            return (
              t.true(Math.abs(byInput - expected) < tolerance) &&
              t.true(Math.abs(byKernel - expected) < tolerance)
            );
          });
        }),
        {seed: 7, numRuns: 40},
      );
    });
  });
}

test('composed gradients of max pooling are those of the cpu backend', async t => {
  const tf = await openTfjs('cpu');
  await openTfjs('wasm');
  const window: Window = {kernel: [3, 2], stride: [2, 2], padding: [0, 0, 0, 0]};
  const values = Float32Array.from({length: 2 * 7 * 6 * 3}, (_, i) => Math.sin(i * 12.9898) * 10);
  const own = onBackend(tf, 'cpu', () =>
    tf.tidy(() => {
      const x = tf.tensor4d(values, [2, 7, 6, 3]);
      const y = tf.maxPool(x, [3, 2], [2, 2], 'valid');
      const dy = tf.onesLike(y);
      const inputs = {dy, input: x, output: y};
      const attributes = {filterSize: [3, 2], strides: [2, 2], pad: 'valid'};
      return (tf.engine().runKernel('MaxPoolGrad', inputs, attributes) as Tensor).dataSync();
    }),
  );
  const composed = onBackend(tf, 'wasm', () =>
    tf.tidy(() => {
      const ops = createTrainingOps(tf);
      const x = tf.tensor4d(values, [2, 7, 6, 3]);
      const y = ops.maxPool(x, window);
      return ops.maxPoolGradient(tf.onesLike(y), x, y, window).dataSync();
    }),
  );
  t.deepEqual([...composed], [...own]);
});
