import type {ExecutionContext} from 'ava';
import test from 'ava';
import type {Draft} from '../../src/graph/draft.js';
import {loadTfjs} from '../../src/model/tfjs/load-tfjs.js';
import {forwardDraft} from '../helpers/draft-forward.js';
import type {StoredWeight} from '../helpers/tfjs-files.js';
import {functional, layer, node, oneDense, sequential, writeModel} from '../helpers/tfjs-files.js';
import {temporaryFolder} from '../helpers/tfjs-models.js';

async function load(
  t: ExecutionContext,
  topology: object,
  weights: readonly StoredWeight[] = [],
  extra: object = {},
): Promise<Draft> {
  return loadTfjs(await writeModel(await temporaryFolder(t), topology, weights, extra), {
    name: 'model',
  });
}

function run(draft: Draft, input: readonly number[]): readonly number[] {
  return [...forwardDraft(draft, Float64Array.from(input))];
}

test('a dense layer computes kernel and bias', async t => {
  const draft = await load(t, oneDense.topology, oneDense.weights);
  t.deepEqual(run(draft, [2, 1]), [5.5]);
});

test('a dense layer behind a flatten of [2,1,2] reads height, width, channels in that order', async t => {
  const draft = await load(
    t,
    sequential([
      layer('Flatten', 'f', {batch_input_shape: [null, 2, 1, 2]}),
      layer('Dense', 'd', {units: 1, use_bias: false}),
    ]),
    [{name: 'd/kernel', shape: [4, 1], values: [1, 10, 100, 1000]}],
  );
  // Channels first the input is [c0: 1 2, c1: 3 4]; Keras flattens it to 1 3 2 4.
  t.deepEqual(run(draft, [1, 2, 3, 4]), [1 + 30 + 200 + 4000]);
});

test('the output order of a depthwise convolution is channel times multiplier', async t => {
  const draft = await load(
    t,
    sequential([
      layer('DepthwiseConv2D', 'd', {
        batch_input_shape: [null, 1, 1, 2],
        kernel_size: [1, 1],
        depth_multiplier: 2,
        use_bias: false,
      }),
    ]),
    [{name: 'd/depthwise_kernel', shape: [1, 1, 2, 2], values: [1, 10, 100, 1000]}],
  );
  t.deepEqual(run(draft, [2, 3]), [2, 20, 300, 3000]);
});

test('a grouped convolution reads only the channels of its group', async t => {
  const draft = await load(
    t,
    sequential([
      layer('Conv2D', 'c', {
        batch_input_shape: [null, 1, 1, 4],
        filters: 2,
        kernel_size: [1, 1],
        groups: 2,
        use_bias: false,
      }),
    ]),
    [{name: 'c/kernel', shape: [1, 1, 2, 2], values: [1, 2, 10, 20]}],
  );
  t.deepEqual(run(draft, [1, 2, 3, 4]), [21, 86]);
});

test('batch norm along an axis that is not the last one scales that axis', async t => {
  const draft = await load(
    t,
    sequential([
      layer('BatchNormalization', 'bn', {
        batch_input_shape: [null, 2, 1, 2],
        axis: [1],
        epsilon: 0,
        center: false,
      }),
      layer('Flatten', 'f'),
    ]),
    [
      {name: 'bn/gamma', shape: [2], values: [2, 6]},
      {name: 'bn/moving_mean', shape: [2], values: [1, 0]},
      {name: 'bn/moving_variance', shape: [2], values: [4, 9]},
    ],
  );
  // Rows [1,3] and [2,4] of channels c0 = 1 2, c1 = 3 4: (x−1)·2/2 and x·6/3.
  t.deepEqual(run(draft, [1, 2, 3, 4]), [0, 2, 4, 8]);
});

test('Rescaling and Normalization are norms', async t => {
  const draft = await load(
    t,
    sequential([
      layer('Rescaling', 'r', {batch_input_shape: [null, 1, 1, 2], scale: 0.5, offset: [0, 1]}),
      layer('Normalization', 'n', {axis: [-1], mean: [[[[1, 2]]]], variance: [[[[4, 0.25]]]]}),
    ]),
  );
  t.deepEqual(
    draft.nodes.map(({kind}) => kind),
    ['input', 'norm', 'norm'],
  );
  t.deepEqual(run(draft, [4, 6]), [0.5, 4]);
});

test('a Normalization that was adapted reads its weights', async t => {
  const draft = await load(
    t,
    sequential([layer('Normalization', 'n', {batch_input_shape: [null, 2], axis: [-1]})]),
    [
      {name: 'n/mean', shape: [2], values: [1, 2]},
      {name: 'n/variance', shape: [2], values: [4, 0.25]},
      {name: 'n/count', shape: [], bytes: new Uint8Array(4), dtype: 'int32'},
    ],
  );
  t.deepEqual(run(draft, [5, 3]), [2, 2]);
});

test('AveragePooling2D does not count its padding', async t => {
  const draft = await load(
    t,
    sequential([
      layer('AveragePooling2D', 'p', {
        batch_input_shape: [null, 1, 3, 1],
        pool_size: [1, 2],
        strides: [1, 2],
        padding: 'same',
      }),
    ]),
  );
  t.deepEqual(run(draft, [2, 4, 7]), [3, 7]);
});

test('a causal convolution pads before the sequence only', async t => {
  const draft = await load(
    t,
    sequential([
      layer('Conv1D', 'c', {
        batch_input_shape: [null, 3, 1],
        filters: 1,
        kernel_size: [2],
        padding: 'causal',
        use_bias: false,
      }),
      layer('Flatten', 'f'),
    ]),
    [{name: 'c/kernel', shape: [2, 1, 1], values: [10, 1]}],
  );
  t.deepEqual(run(draft, [1, 2, 3]), [1, 12, 23]);
});

test('channels first convolutions need no transpose', async t => {
  const draft = await load(
    t,
    sequential([
      layer('Conv2D', 'c', {
        batch_input_shape: [null, 2, 1, 3],
        filters: 1,
        kernel_size: 1,
        data_format: 'channels_first',
        use_bias: false,
      }),
      layer('Flatten', 'f', {data_format: 'channels_first'}),
    ]),
    [{name: 'c/kernel', shape: [1, 1, 2, 1], values: [1, 10]}],
  );
  t.is(draft.layout, 'channels-first');
  t.deepEqual(run(draft, [1, 2, 3, 4, 5, 6]), [41, 52, 63]);
});

test('a Reshape finds the length that is left open', async t => {
  const draft = await load(
    t,
    sequential([
      layer('Reshape', 'r', {batch_input_shape: [null, 6], target_shape: [2, -1]}),
      layer('Permute', 'p', {dims: [2, 1]}),
      layer('Reshape', 's', {target_shape: [-1]}),
    ]),
  );
  t.deepEqual(run(draft, [1, 2, 3, 4, 5, 6]), [1, 4, 2, 5, 3, 6]);
});

test('ELU, LeakyReLU and ReLU take their slopes and limits from the file', async t => {
  for (const [entry, expected] of [
    [layer('ELU', 'a', {alpha: 0.5}), [0.5 * (Math.exp(-1) - 1), 8]],
    [layer('LeakyReLU', 'a', {alpha: 0.25}), [-0.25, 8]],
    [layer('LeakyReLU', 'a', {negative_slope: 0.125}), [-0.125, 8]],
    [layer('ReLU', 'a', {max_value: 6, threshold: 0, negative_slope: 0}), [0, 6]],
    [layer('ReLU', 'a', {max_value: null, negative_slope: 0.5}), [-0.5, 8]],
    [layer('Activation', 'a', {activation: 'leaky_relu'}), [-0.2, 8]],
    [layer('Activation', 'a', {activation: {class_name: 'ReLU', config: {max_value: 2}}}), [0, 2]],
  ] as const) {
    const draft = await load(
      t,
      sequential([layer('InputLayer', 'i', {batch_input_shape: [null, 2]}), entry]),
    );
    t.deepEqual(run(draft, [-1, 8]), expected);
  }
});

test('quantised and half-precision weights are brought back to numbers', async t => {
  const {topology} = oneDense;
  const draft = await load(t, topology, [
    {
      name: 'd/kernel',
      shape: [2, 1],
      bytes: Uint8Array.of(0, 255),
      quantization: {dtype: 'uint8', scale: 2, min: -10},
    },
    // 0x3e00 = 1.5 as a 16-bit float.
    {
      name: 'd/bias',
      shape: [1],
      bytes: Uint8Array.of(0x00, 0x3e),
      quantization: {dtype: 'float16', original_dtype: 'float32'},
    },
  ]);
  t.deepEqual(run(draft, [1, 1]), [-10 + 500 + 1.5]);
});

test('weights of 16 bits are numbers times scale plus minimum', async t => {
  const draft = await load(t, oneDense.topology, [
    {
      name: 'd/kernel',
      shape: [2, 1],
      bytes: Uint8Array.of(1, 0, 0, 1),
      quantization: {dtype: 'uint16', scale: 0.5, min: 1},
    },
    {name: 'd/bias', shape: [1], values: [0]},
  ]);
  t.deepEqual(run(draft, [1, 0]), [1.5]);
  t.deepEqual(run(draft, [0, 1]), [129]);
});

test('weights are found under the names that Keras and its converters give', async t => {
  for (const prefix of ['d', 'd/d_1', 'model/d', 'd/vars']) {
    const names =
      prefix === 'd/vars' ? ['d/vars/0', 'd/vars/1'] : [`${prefix}/kernel`, `${prefix}/bias:0`];
    const weights = oneDense.weights.map((weight, k) => ({...weight, name: names[k]!}));
    if (prefix === 'model/d') {
      const inner = {...sequential([layer('Dense', 'd', {units: 1})]), name: 'model'};
      const outer = sequential([layer('InputLayer', 'i', {batch_input_shape: [null, 2]}), inner]);
      t.deepEqual(run(await load(t, outer, weights), [2, 1]), [5.5]);
    } else {
      t.deepEqual(run(await load(t, oneDense.topology, weights), [2, 1]), [5.5]);
    }
  }
});

test('Keras counts the calls of a nested model from 1', async t => {
  const inner = functional(
    [
      node('InputLayer', 'in', [], {batch_input_shape: [null, 2]}),
      node('Dense', 'd', ['in'], {units: 1}),
    ],
    ['in'],
    ['d'],
  );
  const outer = {
    class_name: 'Functional',
    config: {
      name: 'outer',
      layers: [
        node('InputLayer', 'x', [], {batch_input_shape: [null, 2]}),
        {...inner, name: 'base', inbound_nodes: [[['x', 0, 0, {}]]]},
        {
          ...layer('Activation', 'act', {activation: 'relu'}),
          name: 'act',
          inbound_nodes: [[['base', 1, 0, {}]]],
        },
      ],
      input_layers: [['x', 0, 0]],
      output_layers: [['act', 0, 0]],
    },
  };
  const draft = await load(t, outer, oneDense.weights);
  t.deepEqual(
    draft.nodes.map(({name}) => name),
    ['x', 'base/d', 'act'],
  );
  t.deepEqual(run(draft, [2, 1]), [5.5]);
});

test('a functional model as Keras 3 writes it is read', async t => {
  const tensor = (name: string): object => ({
    class_name: '__keras_tensor__',
    config: {shape: [null, 2], dtype: 'float32', keras_history: [name, 0, 0]},
  });
  const topology = {
    module: 'keras.src.models.functional',
    class_name: 'Functional',
    config: {
      name: 'functional',
      layers: [
        {...layer('InputLayer', 'x', {batch_shape: [null, 2]}), name: 'x', inbound_nodes: []},
        {
          ...layer('Dense', 'd', {
            units: 1,
            activation: 'linear',
            dtype: {class_name: 'DTypePolicy'},
          }),
          name: 'd',
          inbound_nodes: [{args: [tensor('x')], kwargs: {}}],
        },
        {
          ...layer('Add', 'sum'),
          name: 'sum',
          inbound_nodes: [{args: [[tensor('d'), tensor('d')]], kwargs: {}}],
        },
      ],
      input_layers: ['x', 0, 0],
      output_layers: ['sum', 0, 0],
    },
  };
  t.deepEqual(run(await load(t, topology, oneDense.weights), [2, 1]), [11]);
});

test('layers that the file lists out of order are put in order', async t => {
  const draft = await load(
    t,
    functional(
      [
        node('Activation', 'b', ['d'], {activation: 'relu'}),
        node('Dense', 'd', ['x'], {units: 1}),
        node('InputLayer', 'x', [], {batch_input_shape: [null, 2]}),
      ],
      ['x'],
      ['b'],
    ),
    oneDense.weights,
  );
  t.deepEqual(run(draft, [2, 1]), [5.5]);
});

test('an open input shape is filled in by the caller, in the model’s own layout', async t => {
  const topology = sequential([
    layer('GlobalAveragePooling2D', 'p', {batch_input_shape: [null, null, null, 1]}),
  ]);
  const file = await writeModel(await temporaryFolder(t), topology);
  await t.throwsAsync(loadTfjs(file, {name: 'model'}), {code: 'model/input-shape'});
  await t.throwsAsync(loadTfjs(file, {name: 'model', inputShape: [2, 2, 3]}), {
    code: 'model/input-shape',
  });
  const draft = await loadTfjs(file, {name: 'model', inputShape: [2, 3, 1]});
  t.deepEqual(draft.nodes[0]!.shape, [1, 2, 3]);
});

test('classes and preprocessing travel with the model', async t => {
  const preprocessing = {channels: 'L', scale: 1 / 255, mean: [0.1], std: [0.3]};
  const draft = await load(t, oneDense.topology, oneDense.weights, {
    userDefinedMetadata: {lrplab: {classes: ['horse'], preprocessing}},
  });
  t.deepEqual(draft.classes, ['horse']);
  t.deepEqual(draft.preprocessing, preprocessing);
});

test('dropout, noise and augmentation leave no node', async t => {
  const draft = await load(
    t,
    sequential([
      layer('RandomFlip', 'flip', {batch_input_shape: [null, 2, 2, 1]}),
      layer('SpatialDropout2D', 's', {rate: 0.5}),
      layer('GaussianNoise', 'g', {stddev: 1}),
      layer('ActivityRegularization', 'a'),
      layer('Flatten', 'f'),
    ]),
  );
  t.deepEqual(
    draft.nodes.map(({kind}) => kind),
    ['input', 'reshape'],
  );
});
