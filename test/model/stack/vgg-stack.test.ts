import test from 'ava';
import {canonise} from '../../../src/graph/canonise.js';
import {weightedNodes} from '../../../src/graph/graph.js';
import {LrpError} from '../../../src/errors/lrp-error.js';
import {draftOfStack, outputShapeOf} from '../../../src/model/stack/draft-of-stack.js';
import type {Stack} from '../../../src/model/stack/stack.js';
import {talkHead} from '../../../src/model/stack/talk-head.js';
import {vggFeatures, vggStack} from '../../../src/model/stack/vgg-stack.js';

const numbersIn = (stack: Stack): number =>
  stack.layers
    .flatMap(layer => ('weight' in layer ? [layer.weight, layer.bias] : []))
    .reduce((sum, tensor) => sum + (tensor?.data.length ?? 0), 0);

test('VGG16 for 224×224 pictures and 1000 classes has the published 138,357,544 parameters', t => {
  const stack = vggStack({depth: 16, inputShape: [3, 224, 224], outputs: 1000, seed: 1});
  t.is(numbersIn(stack), 138_357_544);
});

test('layers bear the names of Keras', t => {
  const stack = vggStack({
    depth: 16,
    width: 1 / 64,
    inputShape: [3, 32, 32],
    hidden: [5, 4],
    outputs: 2,
    seed: 1,
  });
  t.deepEqual(
    stack.layers.map(({name}) => name).filter(name => !name.endsWith('_relu')),
    [
      ...['block1_conv1', 'block1_conv2', 'block1_pool', 'block2_conv1', 'block2_conv2'],
      ...['block2_pool', 'block3_conv1', 'block3_conv2', 'block3_conv3', 'block3_pool'],
      ...['block4_conv1', 'block4_conv2', 'block4_conv3', 'block4_pool', 'block5_conv1'],
      ...['block5_conv2', 'block5_conv3', 'block5_pool', 'flatten', 'fc1', 'fc2', 'predictions'],
    ],
  );
});

test('every depth has that many layers with weights, at any size and width', t => {
  for (const depth of [11, 13, 16, 19] as const) {
    const stack = vggStack({
      depth,
      batchNorm: depth % 2 === 0,
      width: 0.05,
      inputShape: [1, 64, 100],
      hidden: [7, 6],
      outputs: 3,
      head: 'softmax',
      seed: depth,
    });
    const graph = canonise(draftOfStack(stack));
    t.is(weightedNodes(graph).length, depth);
    t.deepEqual(graph.nodes[graph.output]!.shape, [3]);
    // Block 5 has round(512·0.05) = 26 channels of ⌊64/32⌋ × ⌊100/32⌋.
    t.deepEqual(graph.nodes.find(({name}) => name === 'block5_pool')!.shape, [26, 2, 3]);
    t.is(graph.head, 'softmax');
  }
});

test('the same seed gives the same weights, another seed others; their variance is 2 / fan-in', t => {
  const weights = (seed: number): Float32Array => {
    const {layers} = vggFeatures({depth: 11, width: 0.25, inputShape: [3, 32, 32], seed});
    const layer = layers.find(({name}) => name === 'block4_conv2')!;
    return 'weight' in layer ? layer.weight.data : new Float32Array();
  };
  t.deepEqual(weights(3), weights(3));
  t.notDeepEqual(weights(3), weights(4));
  const data = weights(3);
  const variance = data.reduce((sum, value) => sum + value * value, 0) / data.length;
  // 128·128·9 numbers: the sample variance is within 2 % by far more than four deviations.
  t.true(Math.abs(variance / (2 / (128 * 9)) - 1) < 0.02);
});

test('what cannot be built is refused', t => {
  const code = (make: () => unknown): string => t.throws(make, {instanceOf: LrpError}).code;
  const small = {depth: 16, width: 0.1, seed: 1} as const;
  t.is(
    code(() => vggStack({...small, inputShape: [3, 31, 64], outputs: 2})),
    'model/bad-stack',
  );
  t.is(
    code(() => vggStack({...small, inputShape: [3, 64, 64]})),
    'model/bad-stack',
  );
  t.is(
    code(() => vggStack({...small, width: 0, inputShape: [3, 64, 64], outputs: 2})),
    'model/bad-stack',
  );
});

test("the talk's head is norm, dense, ReLU, dropout twice, then norm, dense, sigmoid", t => {
  const layers = talkHead({inputs: 6, hidden: [5, 4], outputs: 2, seed: 1});
  const twice = ['norm', 'dense', 'relu', 'dropout', 'norm', 'dense', 'relu', 'dropout'];
  t.deepEqual(
    layers.map(({kind}) => kind),
    [...twice, 'norm', 'dense', 'sigmoid'],
  );
  t.true(layers.every(layer => layer.kind !== 'dropout' || layer.rate === 0.25));
  const stack: Stack = {
    name: 'head',
    inputShape: [6],
    layers,
    classes: ['person', 'horse'],
    preprocessing: null,
    notes: [],
  };
  t.deepEqual(outputShapeOf(stack), [2]);
  t.is(canonise(draftOfStack(stack)).head, 'sigmoid');
});
