import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import {initialise} from '../../../scripts/digits/network.js';
import {gradientsOf} from '../../../scripts/digits/passes.js';
import {createRandom} from '../../../src/data/random.js';

test.serial.before(async () => {
  tf.env().set('IS_TEST', true);
  await tf.setBackend('wasm');
});

const random = createRandom(3);
const parameters = initialise(random);
for (const {name, data} of parameters) {
  if (name.endsWith('.bias')) data.set(Array.from(data, () => 0.05 * random.normal()));
}
const batch = {
  pictures: Float32Array.from({length: 4 * 784}, () => random.uniform()),
  labels: [1, 3, 3, 9],
};
const dropout = Float32Array.from({length: 4 * 64}, () => (random.uniform() < 0.7 ? 1 / 0.7 : 0));

for (const [position, {name, data}] of parameters.entries()) {
  test.serial(`the loss along the gradient of ${name} changes by the gradient's length`, t => {
    const gradient = gradientsOf(parameters, batch, dropout).gradients[position]!;
    const length = Math.hypot(...gradient);
    const step = 0.02 / Math.max(length, 1);
    const before = data.slice();
    const lossAt = (distance: number): number => {
      data.set(before.map((value, i) => value + (distance * gradient[i]!) / length));
      const {loss} = gradientsOf(parameters, batch, dropout);
      data.set(before);
      return loss;
    };
    const slope = (lossAt(step) - lossAt(-step)) / (2 * step);
    // ReLU and max pooling bend within the step; a wrong formula misses by far more.
    t.true(Math.abs(slope / length - 1) < 0.03, `${slope} against ${length}`);
  });
}

test.serial('no tensor is left behind', t => {
  const before = tf.memory().numTensors;
  gradientsOf(parameters, batch, dropout);
  t.is(tf.memory().numTensors, before);
});
