import test from 'ava';
import {createRandom} from '../../../src/data/random.js';
import {openTfjs} from '../../../src/engine/tfjs/open-tfjs.js';
import type {Tfjs} from '../../../src/engine/tfjs/tfjs.js';
import {canonise} from '../../../src/graph/canonise.js';
import {draftOfStack} from '../../../src/model/stack/draft-of-stack.js';
import type {StackNorm} from '../../../src/model/stack/stack.js';
import {LrpError} from '../../../src/errors/lrp-error.js';
import {TrainableNetwork, type Cost} from '../../../src/train/network/trainable-network.js';
import {logitsOf, relativeError} from '../../helpers/graph-forward.js';
import {everyLayer, someBatch} from '../../helpers/training-checks.js';

const samples = 5;

/** Half the sum of squares: the gradient is the logits. */
function squares(logits: Float32Array): Cost {
  return {loss: logits.reduce((sum, z) => sum + (z * z) / 2, 0), gradient: logits.slice()};
}

async function open(
  device: 'cpu' | 'wasm' = 'cpu',
): Promise<{tf: Tfjs; network: TrainableNetwork}> {
  const tf = await openTfjs(device);
  return {tf, network: new TrainableNetwork(tf, device, everyLayer(), {momentum: 0.9})};
}

test('what a network predicts is what the graph of its stack computes in float64', async t => {
  const {network} = await open();
  const {first, last} = someBatch();
  const graph = canonise(draftOfStack(network.toStack()));
  const input = {shape: [samples, 2, 9, 8], data: Float32Array.from(first)};
  const expected = logitsOf(graph, input).flatMap(row => [...row]);
  t.true(relativeError(network.predict(last, samples), expected) < 1e-5);
});

test('moving averages follow the batch, the bias of the convolution before included', async t => {
  const {network} = await open();
  const {first, last} = someBatch();
  const before = network.toStack().layers[1] as StackNorm;
  network.gradients(last, samples, squares, createRandom(1));
  const after = network.toStack().layers[1] as StackNorm;
  // The first convolution's output, channel 0, summed by hand.
  const conv = everyLayer().layers[0]!;
  if (conv.kind !== 'conv') return t.fail();
  const values: number[] = [];
  for (let n = 0; n < samples; n++) {
    for (let y = 0; y < 9; y++) {
      for (let x = 0; x < 8; x++) {
        let sum = conv.bias!.data[0]!;
        for (let c = 0; c < 2; c++) {
          for (let a = -1; a <= 1; a++) {
            for (let b = -1; b <= 1; b++) {
              if (y + a < 0 || y + a > 8 || x + b < 0 || x + b > 7) continue;
              const w = conv.weight.data[(c * 3 + a + 1) * 3 + b + 1]!;
              sum += w * first[((n * 2 + c) * 9 + y + a) * 8 + x + b]!;
            }
          }
        }
        values.push(sum);
      }
    }
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const near = (a: number, b: number): boolean => t.true(Math.abs(a - b) < 1e-5, `${a} ${b}`);
  near(after.mean.data[0]!, 0.9 * before.mean.data[0]! + 0.1 * mean);
  near(after.variance.data[0]!, 0.9 * before.variance.data[0]! + 0.1 * variance);
});

test('dropout is drawn anew with every seed, and is the same with the same one', async t => {
  const {network} = await open();
  const {last} = someBatch();
  const lossOf = (seed: number): number =>
    network.gradients(last, samples, squares, createRandom(seed)).loss;
  t.is(lossOf(1), lossOf(1));
  t.not(lossOf(1), lossOf(2));
  const predicted = network.predict(last, samples);
  t.deepEqual(network.predict(last, samples), predicted);
});

for (const device of ['cpu', 'wasm'] as const) {
  test(`on ${device}, the second step leaves no tensor behind that the first did not`, async t => {
    const {tf, network} = await open(device);
    const {last} = someBatch();
    const count = (): number => tf.memory().numTensors;
    const step = (): void => {
      network.gradients(last, samples, squares, createRandom(1));
      network.predict(last, samples);
      for (const parameter of network.parameters) parameter.changed();
    };
    const none = count();
    step();
    const once = count();
    step();
    t.is(count(), once);
    network.dispose();
    t.is(count(), none);
  });
}

test('a stack that was not trained comes back as it was', async t => {
  const {network} = await open();
  const given = everyLayer();
  const back = network.toStack();
  t.deepEqual(
    back.layers.filter(({kind}) => kind !== 'norm'),
    given.layers.filter(({kind}) => kind !== 'norm'),
  );
  const [mine, theirs] = [back, given].map(stack => stack.layers[1] as StackNorm);
  t.deepEqual(mine!.gamma, theirs!.gamma);
  t.true(relativeError(mine!.mean.data, theirs!.mean.data) < 1e-6);
});

test('a softmax is refused, as is a sigmoid before the end', async t => {
  const tf = await openTfjs('cpu');
  const stack = everyLayer();
  const middle = {...stack, layers: [...stack.layers, {kind: 'relu', name: 'late'} as const]};
  const softmax = {...stack, layers: [{kind: 'softmax', name: 'early'} as const]};
  for (const refused of [middle, softmax]) {
    const error = t.throws(() => new TrainableNetwork(tf, 'cpu', refused), {instanceOf: LrpError});
    t.is(error.code, 'train/layer');
  }
});
