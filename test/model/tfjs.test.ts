import * as tfl from '@tensorflow/tfjs-layers';
import type {ExecutionContext} from 'ava';
import test from 'ava';
import {loadTfjs} from '../../src/model/tfjs/load-tfjs.js';
import type {Draft} from '../../src/graph/draft.js';
import {canonise} from '../../src/graph/canonise.js';
import type {Graph} from '../../src/graph/graph.js';
import {forward} from '../helpers/oracle-forward.js';
import {relativeError} from '../helpers/compare.js';
import {forwardDraft} from '../helpers/draft-forward.js';
import {
  channelsFirst,
  predict,
  randomInput,
  randomiseWeights,
  saveModel,
  temporaryFolder,
} from '../helpers/tfjs-models.js';

const TOLERANCE = 1e-5;
const {layers} = tfl;

/** Saves the model with random weights, reads it back and compares the outputs of three samples. */
async function readBack(t: ExecutionContext, model: tfl.LayersModel): Promise<Draft> {
  randomiseWeights(model, 11);
  const file = await saveModel(model, await temporaryFolder(t));
  const draft = await loadTfjs(file, {name: 'model'});
  const shape = model.inputs[0]!.shape.slice(1) as number[];
  for (const seed of [1, 2, 3]) {
    const input = randomInput(shape, seed);
    const own =
      draft.layout === 'channels-last' ? channelsFirst(input, shape) : Float64Array.from(input);
    const error = relativeError([...forwardDraft(draft, own)], predict(model, input, shape));
    t.true(error < TOLERANCE, `relative error ${error}`);
    const graph = canonise(draft);
    const logits = forward(graph, own)[graph.output]!;
    const folded = relativeError([...behindHead(graph.head, logits)], predict(model, input, shape));
    t.true(folded < TOLERANCE, `relative error of the canonical graph ${folded}`);
  }
  return draft;
}

function behindHead(head: Graph['head'], logits: Float64Array): Float64Array {
  const powers = logits.map(Math.exp);
  const sum = powers.reduce((total, power) => total + power);
  switch (head) {
    case 'none':
      return logits;
    case 'softmax':
      return powers.map(power => power / sum);
    case 'sigmoid':
      return powers.map(power => power / (1 + power));
  }
}

function kindsOf(draft: Draft): readonly string[] {
  return draft.nodes.map(({kind}) => kind);
}

function namesOf(draft: Draft): readonly string[] {
  return draft.nodes.map(({name}) => name);
}

test('a small VGG keeps its outputs and gets one node a layer and activation', async t => {
  const model = tfl.sequential({
    layers: [
      layers.conv2d({
        name: 'c1',
        inputShape: [8, 6, 3],
        filters: 4,
        kernelSize: 3,
        padding: 'same',
        activation: 'relu',
      }),
      layers.maxPooling2d({name: 'p1', poolSize: 2}),
      layers.conv2d({name: 'c2', filters: 5, kernelSize: 3, activation: 'relu', useBias: false}),
      layers.flatten({name: 'flat'}),
      layers.dense({name: 'd1', units: 7, activation: 'relu'}),
      layers.dropout({name: 'drop', rate: 0.5}),
      layers.dense({name: 'd2', units: 3, activation: 'softmax'}),
    ],
  });
  const draft = await readBack(t, model);
  t.deepEqual(namesOf(draft), [
    'c1_input',
    'c1',
    'c1/relu',
    'p1',
    'c2',
    'c2/relu',
    'flat',
    'd1',
    'd1/relu',
    'd2',
    'd2/softmax',
  ]);
  t.is(draft.layout, 'channels-last');
  t.deepEqual(draft.nodes[0]!.shape, [3, 8, 6]);
  t.is(draft.output, 'd2/softmax');
});

test('a dense layer behind a flatten takes the flattened order into its columns', async t => {
  const model = tfl.sequential({
    layers: [
      layers.flatten({inputShape: [2, 3, 4]}),
      layers.batchNormalization({}),
      layers.dropout({rate: 0.25}),
      layers.dense({units: 5, activation: 'sigmoid'}),
    ],
  });
  const draft = await readBack(t, model);
  t.deepEqual(kindsOf(draft), ['input', 'reshape', 'norm', 'dense', 'activation']);
});

test('a flatten without a dense layer behind it is moved into the order of Keras', async t => {
  const model = tfl.sequential({
    layers: [
      layers.conv2d({inputShape: [3, 4, 2], filters: 3, kernelSize: 2}),
      layers.flatten(),
      layers.activation({activation: 'tanh'}),
      layers.softmax(),
    ],
  });
  t.true(kindsOf(await readBack(t, model)).includes('transpose'));
});

test('a residual block with batch norm keeps its outputs', async t => {
  const input = tfl.input({shape: [7, 7, 4]});
  let x = layers.conv2d({filters: 4, kernelSize: 3, padding: 'same', useBias: false}).apply(input);
  x = layers.batchNormalization({}).apply(x);
  x = layers.reLU().apply(x);
  x = layers.conv2d({filters: 4, kernelSize: 3, padding: 'same'}).apply(x);
  x = layers.batchNormalization({scale: false}).apply(x);
  const short = layers.batchNormalization({center: false}).apply(input);
  const other = layers.conv2d({filters: 4, kernelSize: 1}).apply(input);
  x = layers.add({name: 'sum'}).apply([x, short, other] as tfl.SymbolicTensor[]);
  x = layers.globalAveragePooling2d({}).apply(x);
  x = layers.dense({units: 3}).apply(x);
  const draft = await readBack(t, tfl.model({inputs: input, outputs: x as tfl.SymbolicTensor}));
  t.is(draft.nodes.find(({name}) => name === 'sum')!.inputs.length, 3);
});

test('branches that are concatenated keep their outputs, along channels and along height', async t => {
  const input = tfl.input({shape: [6, 5, 3]});
  const a = layers
    .conv2d({filters: 4, kernelSize: 3, padding: 'same', activation: 'elu'})
    .apply(input);
  const b = layers.averagePooling2d({poolSize: 3, strides: 1, padding: 'same'}).apply(input);
  const c = layers.concatenate().apply([a, b] as tfl.SymbolicTensor[]);
  const d = layers.concatenate({axis: 1}).apply([c, c] as tfl.SymbolicTensor[]);
  const flat = layers.flatten().apply(d);
  const both = layers
    .concatenate()
    .apply([flat, layers.globalMaxPooling2d({}).apply(c)] as tfl.SymbolicTensor[]);
  const output = layers.dense({units: 4}).apply(both) as tfl.SymbolicTensor;
  const draft = await readBack(t, tfl.model({inputs: input, outputs: output}));
  t.deepEqual(
    draft.nodes.flatMap(node => (node.kind === 'concat' ? [node.axis] : [])),
    [0, 1, 0],
  );
});

test('two flattened branches of one order are added where they stand', async t => {
  const input = tfl.input({shape: [3, 4, 2]});
  const a = layers.flatten().apply(input);
  const b = layers.flatten().apply(layers.conv2d({filters: 2, kernelSize: 1}).apply(input));
  const sum = layers.add().apply([a, b] as tfl.SymbolicTensor[]);
  const output = layers.dense({units: 2}).apply(sum) as tfl.SymbolicTensor;
  const draft = await readBack(t, tfl.model({inputs: input, outputs: output}));
  t.false(kindsOf(draft).includes('transpose'));
});

test('a fine-tuned model, a base within a Sequential, is flattened with both names', async t => {
  const input = tfl.input({shape: [8, 8, 3], name: 'image'});
  let x = layers
    .conv2d({name: 'b1', filters: 4, kernelSize: 3, padding: 'same', activation: 'relu'})
    .apply(input);
  x = layers.maxPooling2d({name: 'pool', poolSize: 2}).apply(x);
  const base = tfl.model({name: 'base', inputs: input, outputs: x as tfl.SymbolicTensor});
  const model = tfl.sequential({name: 'talk'});
  model.add(base);
  model.add(layers.flatten({name: 'flat'}));
  model.add(layers.batchNormalization({name: 'bn1'}));
  model.add(layers.dense({name: 'fc1', units: 6, activation: 'relu'}));
  model.add(layers.dropout({rate: 0.25}));
  model.add(layers.batchNormalization({name: 'bn2'}));
  model.add(layers.dense({name: 'out', units: 2, activation: 'sigmoid'}));
  t.deepEqual(namesOf(await readBack(t, model)), [
    'base_input',
    'base/b1',
    'base/b1/relu',
    'base/pool',
    'flat',
    'bn1',
    'fc1',
    'fc1/relu',
    'bn2',
    'out',
    'out/sigmoid',
  ]);
});

test('a Sequential within a functional model is flattened', async t => {
  const inner = tfl.sequential({
    name: 'inner',
    layers: [
      layers.conv2d({
        name: 'conv',
        inputShape: [5, 5, 2],
        filters: 3,
        kernelSize: 2,
        strides: 2,
        activation: 'relu',
      }),
      layers.flatten({name: 'flat'}),
    ],
  });
  const input = tfl.input({shape: [5, 5, 2]});
  const output = layers
    .dense({name: 'out', units: 3})
    .apply(inner.apply(input)) as tfl.SymbolicTensor;
  const draft = await readBack(t, tfl.model({inputs: input, outputs: output}));
  t.deepEqual(namesOf(draft).slice(1), ['inner/conv', 'inner/conv/relu', 'inner/flat', 'out']);
});

test('a layer that is called twice stands twice and holds its weights once', async t => {
  const input = tfl.input({shape: [6]});
  const shared = layers.dense({name: 'shared', units: 6, activation: 'relu'});
  const x = shared.apply(shared.apply(input)) as tfl.SymbolicTensor;
  const draft = await readBack(t, tfl.model({inputs: input, outputs: x}));
  t.deepEqual(namesOf(draft).slice(1), ['shared', 'shared/relu', 'shared#2', 'shared/relu#2']);
  const [first, second] = draft.nodes.flatMap(node => (node.kind === 'dense' ? [node] : []));
  t.is(first!.weight.data, second!.weight.data);
});

for (const padding of ['same', 'valid'] as const) {
  for (const strides of [1, 2, 3]) {
    test(`convolutions and pools keep their outputs, padding ${padding}, stride ${strides}`, async t => {
      const model = tfl.sequential({
        layers: [
          layers.conv2d({
            inputShape: [20, 23, 2],
            filters: 3,
            kernelSize: [3, 2],
            padding,
            strides,
            activation: 'relu',
          }),
          layers.averagePooling2d({poolSize: [2, 3], strides: strides === 1 ? 1 : 2, padding}),
          layers.depthwiseConv2d({kernelSize: 2, depthMultiplier: 2, padding, activation: 'relu6'}),
          layers.maxPooling2d({poolSize: 2, strides: 1, padding}),
          layers.globalAveragePooling2d({}),
        ],
      });
      const draft = await readBack(t, model);
      t.is(draft.nodes.find(({kind}) => kind === 'depthwise')!.operator, 'DepthwiseConv2D');
    });
  }
}

test('dilated convolutions keep their outputs', async t => {
  await readBack(
    t,
    tfl.sequential({
      layers: [
        layers.conv2d({
          inputShape: [9, 9, 2],
          filters: 3,
          kernelSize: 3,
          dilationRate: 2,
          padding: 'same',
        }),
        layers.conv2d({filters: 2, kernelSize: 2, dilationRate: [2, 3]}),
        layers.globalMaxPooling2d({}),
      ],
    }),
  );
});

test('separable convolutions are two nodes and keep their outputs', async t => {
  const draft = await readBack(
    t,
    tfl.sequential({
      layers: [
        layers.separableConv2d({
          name: 's',
          inputShape: [6, 6, 3],
          filters: 4,
          kernelSize: 3,
          depthMultiplier: 2,
          strides: 2,
          padding: 'same',
          activation: 'relu',
        }),
        layers.flatten({name: 'flat'}),
        layers.dense({name: 'd', units: 2}),
      ],
    }),
  );
  t.deepEqual(namesOf(draft).slice(1), ['s/depthwise', 's/pointwise', 's/relu', 'flat', 'd']);
});

test('a depthwise convolution of one channel is a plain convolution', async t => {
  const draft = await readBack(
    t,
    tfl.sequential({
      layers: [
        layers.depthwiseConv2d({inputShape: [5, 5, 1], kernelSize: 3, depthMultiplier: 3}),
        layers.flatten(),
      ],
    }),
  );
  t.is(kindsOf(draft)[1], 'conv');
});

test('layers over sequences are layers over images of height 1, dense ones over the last axis', async t => {
  const draft = await readBack(
    t,
    tfl.sequential({
      layers: [
        layers.conv1d({
          inputShape: [12, 3],
          filters: 4,
          kernelSize: 3,
          padding: 'same',
          activation: 'relu',
        }),
        layers.maxPooling1d({poolSize: 2}),
        layers.averagePooling1d({poolSize: 3, strides: 1, padding: 'same'}),
        layers.conv1d({filters: 5, kernelSize: 2, dilationRate: 2}),
        layers.batchNormalization({}),
        layers.dense({units: 3, activation: 'tanh'}),
        layers.flatten(),
        layers.dense({units: 2}),
      ],
    }),
  );
  t.deepEqual(draft.nodes.find(({kind}) => kind === 'conv')!.shape, [4, 1, 12]);
  // Channels to the front for the convolutions, and behind the tokens for the dense layer.
  t.is(kindsOf(draft).filter(kind => kind === 'transpose').length, 2);
  t.deepEqual(draft.nodes.find(({kind}) => kind === 'dense')!.shape.length, 2);
});

test('global pools over sequences keep their outputs', async t => {
  const input = tfl.input({shape: [7, 3]});
  const a = layers.globalAveragePooling1d().apply(input);
  const b = layers.globalMaxPooling1d({}).apply(input);
  const output = layers.concatenate().apply([a, b] as tfl.SymbolicTensor[]) as tfl.SymbolicTensor;
  await readBack(t, tfl.model({inputs: input, outputs: output}));
});

test('Permute, Reshape and ZeroPadding on images keep their outputs', async t => {
  await readBack(
    t,
    tfl.sequential({
      layers: [
        layers.zeroPadding2d({
          inputShape: [4, 5, 3],
          padding: [
            [1, 2],
            [0, 3],
          ],
        }),
        layers.permute({dims: [2, 1, 3]}),
        layers.conv2d({filters: 4, kernelSize: 2, activation: 'relu'}),
        layers.permute({dims: [3, 1, 2]}),
        layers.reshape({targetShape: [4, 6, 7]}),
        layers.conv2d({filters: 2, kernelSize: 3, strides: 2}),
        layers.reshape({targetShape: [4]}),
        layers.dense({units: 3}),
      ],
    }),
  );
});

test('features that are reshaped into an image keep their outputs', async t => {
  const draft = await readBack(
    t,
    tfl.sequential({
      layers: [
        layers.reshape({inputShape: [36], targetShape: [6, 6, 1]}),
        layers.conv2d({filters: 3, kernelSize: 3, activation: 'relu'}),
        layers.flatten(),
        layers.dense({units: 2}),
      ],
    }),
  );
  t.false(kindsOf(draft).includes('transpose'));
});

test('a MobileNet head, with its softmax between reshapes, keeps its outputs', async t => {
  const draft = await readBack(
    t,
    tfl.sequential({
      layers: [
        layers.conv2d({inputShape: [4, 4, 2], filters: 6, kernelSize: 3, activation: 'relu6'}),
        layers.globalAveragePooling2d({}),
        layers.reshape({targetShape: [1, 1, 6]}),
        layers.conv2d({filters: 5, kernelSize: 1}),
        layers.activation({name: 'act', activation: 'softmax'}),
        layers.reshape({targetShape: [5]}),
      ],
    }),
  );
  t.is(draft.output, 'act');
});

test('a dense layer over the last axis of an image is a 1×1 convolution', async t => {
  const draft = await readBack(
    t,
    tfl.sequential({
      layers: [layers.dense({inputShape: [4, 3, 2], units: 5}), layers.globalMaxPooling2d({})],
    }),
  );
  t.deepEqual(draft.nodes[1]!.shape, [5, 4, 3]);
});

for (const [name, layer] of [
  ['relu with a maximum', () => layers.reLU({maxValue: 1})],
  ['leaky relu', () => layers.leakyReLU({alpha: 0.2})],
  ['elu', () => layers.elu()],
  ['softmax', () => layers.softmax()],
  ['softplus', () => layers.activation({activation: 'softplus'})],
  ['relu6', () => layers.activation({activation: 'relu6'})],
  ['tanh', () => layers.activation({activation: 'tanh'})],
  ['linear', () => layers.activation({activation: 'linear'})],
] as const) {
  test(`the activation layer ${name} keeps its outputs`, async t => {
    await readBack(
      t,
      tfl.sequential({layers: [layers.dense({inputShape: [5], units: 6}), layer()]}),
    );
  });
}

test('channels first models keep their outputs and need no layout of their own', async t => {
  const dataFormat = 'channelsFirst';
  const draft = await readBack(
    t,
    tfl.sequential({
      layers: [
        layers.maxPooling2d({inputShape: [3, 8, 8], poolSize: 2, dataFormat}),
        layers.averagePooling2d({poolSize: 2, dataFormat}),
        layers.flatten(),
        layers.dense({units: 3}),
      ],
    }),
  );
  t.is(draft.layout, 'channels-first');
  t.false(kindsOf(draft).includes('transpose'));
});

test('weights cut into several files, even within a number, are joined', async t => {
  const model = tfl.sequential({layers: [layers.dense({inputShape: [9], units: 4})]});
  randomiseWeights(model, 3);
  const file = await saveModel(model, await temporaryFolder(t), {cuts: [1, 50, 50, 146]});
  const draft = await loadTfjs(file, {name: 'model'});
  const input = randomInput([9], 5);
  const error = relativeError(
    [...forwardDraft(draft, Float64Array.from(input))],
    predict(model, input, [9]),
  );
  t.true(error < TOLERANCE);
});
