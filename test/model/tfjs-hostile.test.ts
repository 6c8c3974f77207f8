import {mkdir, symlink, writeFile} from 'node:fs/promises';
import path from 'node:path';
import type {ExecutionContext} from 'ava';
import test from 'ava';
import {LrpError} from '../../src/errors/lrp-error.js';
import {UnsupportedLayerError} from '../../src/errors/unsupported-layer-error.js';
import {loadTfjs} from '../../src/model/tfjs/load-tfjs.js';
import type {StoredWeight} from '../helpers/tfjs-files.js';
import {functional, layer, node, oneDense, sequential, writeModel} from '../helpers/tfjs-files.js';
import {temporaryFolder} from '../helpers/tfjs-models.js';

async function refuse(
  t: ExecutionContext,
  code: string,
  file: string,
  message: RegExp = /./,
): Promise<LrpError> {
  return t.throwsAsync(loadTfjs(file, {name: 'model'}), {
    instanceOf: LrpError,
    code,
    message,
  }) as Promise<LrpError>;
}

async function refuseModel(
  t: ExecutionContext,
  code: string,
  {
    topology = oneDense.topology,
    weights = oneDense.weights,
    extra = {},
    message = /./,
  }: {
    readonly topology?: object;
    readonly weights?: readonly StoredWeight[];
    readonly extra?: object;
    readonly message?: RegExp;
  },
): Promise<LrpError> {
  const file = await writeModel(await temporaryFolder(t), topology, weights, extra);
  return refuse(t, code, file, message);
}

const dense2 = (dtype: object = {}): readonly StoredWeight[] => [
  {...oneDense.weights[0]!, ...dtype},
  oneDense.weights[1]!,
];

for (const [what, code, content] of [
  ['an empty file', 'model/empty', ''],
  ['a file that is no JSON', 'model/not-json', 'PK\u0003\u0004'],
  ['JSON that stops in the middle', 'model/truncated', '{"format": "layers-model", "modelTop'],
  ['a JSON list', 'model/not-tfjs', '[]'],
  ['null', 'model/not-tfjs', 'null'],
  ['an object of other things', 'model/not-tfjs', '{"name": "package", "version": "1"}'],
  ['another format', 'model/not-tfjs', '{"format": "x", "modelTopology": {}}'],
  [
    'a graph model',
    'model/graph-model',
    '{"format": "graph-model", "modelTopology": {"node": []}}',
  ],
  ['a graph model without a format', 'model/graph-model', '{"modelTopology": {"node": []}}'],
  [
    'a class of model that is none',
    'model/not-tfjs',
    '{"modelTopology": {"class_name": "Dense", "config": {}}}',
  ],
  [
    'a model without layers',
    'model/topology',
    '{"modelTopology": {"class_name": "Sequential", "config": {"layers": []}}}',
  ],
  [
    'layers that are numbers',
    'model/topology',
    '{"modelTopology": {"class_name": "Sequential", "config": [1, 2]}}',
  ],
] as const) {
  test(`${what} is refused with ${code}`, async t => {
    const file = path.join(await temporaryFolder(t), 'model.json');
    await writeFile(file, content);
    await refuse(t, code, file);
  });
}

test('a missing file and a folder are refused', async t => {
  const folder = await temporaryFolder(t);
  await refuse(t, 'model/missing', path.join(folder, 'model.json'));
  await refuse(t, 'model/not-a-file', folder);
});

test('the error of a graph model says what to do', async t => {
  const file = path.join(await temporaryFolder(t), 'model.json');
  await writeFile(file, '{"format": "graph-model"}');
  await refuse(t, 'model/graph-model', file, /convert the original model to ONNX/);
});

for (const outside of [
  '../weights.bin',
  'a/../../weights.bin',
  '/etc/passwd',
  'C:\\weights.bin',
  'C:/weights.bin',
  '..\\weights.bin',
  'file:///etc/passwd',
  'https://example.org/weights.bin',
  'data:,x',
  '',
  'weights.bin\0.txt',
  '.',
]) {
  test(`the weight file ${JSON.stringify(outside)} leaves the folder`, async t => {
    const weightsManifest = [{paths: [outside], weights: []}];
    await refuseModel(t, 'model/path-escape', {extra: {weightsManifest}});
  });
}

test('a link that leads out of the folder is not followed, one within it is', async t => {
  const folder = await temporaryFolder(t);
  const inside = path.join(folder, 'model');
  await mkdir(inside);
  await writeFile(path.join(folder, 'secret.bin'), new Uint8Array(12));
  const weightsManifest = [
    {
      paths: ['link.bin'],
      weights: oneDense.weights.map(w => ({name: w.name, shape: w.shape, dtype: 'float32'})),
    },
  ];
  const file = await writeModel(inside, oneDense.topology, oneDense.weights, {weightsManifest});
  await symlink(path.join(folder, 'secret.bin'), path.join(inside, 'link.bin'));
  await refuse(t, 'model/path-escape', file);
  const other = await writeModel(inside, oneDense.topology, oneDense.weights, {
    weightsManifest: [{...weightsManifest[0]!, paths: ['own.bin']}],
  });
  await symlink(path.join(inside, 'weights.bin'), path.join(inside, 'own.bin'));
  await t.notThrowsAsync(loadTfjs(other, {name: 'model'}));
});

test('a folder that is a link leading out is not followed', async t => {
  const folder = await temporaryFolder(t);
  await mkdir(path.join(folder, 'model'));
  await mkdir(path.join(folder, 'other'));
  await writeFile(path.join(folder, 'other', 'w.bin'), new Uint8Array(0));
  await symlink(path.join(folder, 'other'), path.join(folder, 'model', 'sub'));
  const file = await writeModel(path.join(folder, 'model'), oneDense.topology, [], {
    weightsManifest: [{paths: ['sub/w.bin'], weights: []}],
  });
  await refuse(t, 'model/path-escape', file);
});

test('a missing weight file is named', async t => {
  const weightsManifest = [{paths: ['gone.bin'], weights: []}];
  await refuseModel(t, 'model/missing-shard', {extra: {weightsManifest}, message: /gone\.bin/});
});

test('a weight file that is too short or too long is refused', async t => {
  const folder = await temporaryFolder(t);
  const file = await writeModel(folder, oneDense.topology, oneDense.weights);
  await writeFile(path.join(folder, 'weights.bin'), new Uint8Array(11));
  await refuse(t, 'model/truncated', file, /claims 12 bytes of weights, but there are 11/);
  await writeFile(path.join(folder, 'weights.bin'), new Uint8Array(13));
  await refuse(t, 'model/weights-size', file);
});

test('a claim of 2 GB in the manifest allocates nothing', async t => {
  const weights = [{name: 'd/kernel', shape: [2 ** 14, 2 ** 15], dtype: 'float32'}];
  const weightsManifest = [{paths: ['weights.bin'], weights}];
  const before = process.memoryUsage().arrayBuffers;
  await refuseModel(t, 'model/truncated', {extra: {weightsManifest}});
  t.true(process.memoryUsage().arrayBuffers - before < 2 ** 24);
});

test('claims beyond every bound are refused', async t => {
  for (const shape of [[2 ** 20, 2 ** 20], [2 ** 52, 2 ** 52, 2 ** 52], [1e300]]) {
    const weightsManifest = [
      {paths: ['weights.bin'], weights: [{name: 'x', shape, dtype: 'float32'}]},
    ];
    const error = await t.throwsAsync(
      loadTfjs(
        await writeModel(await temporaryFolder(t), oneDense.topology, [], {weightsManifest}),
        {
          name: 'model',
        },
      ),
      {instanceOf: LrpError},
    );
    t.regex((error as LrpError).code, /^model\/(too-large|manifest)$/);
  }
});

for (const [what, weights] of [
  ['a weight without a name', [{shape: [1], dtype: 'float32'}]],
  ['a negative length', [{name: 'x', shape: [-1], dtype: 'float32'}]],
  ['a shape of text', [{name: 'x', shape: '12', dtype: 'float32'}]],
  ['an unknown dtype', [{name: 'x', shape: [1], dtype: 'string'}]],
  ['a dtype named like a method of objects', [{name: 'x', shape: [1], dtype: 'toString'}]],
  [
    'a scale that is missing',
    [{name: 'x', shape: [1], dtype: 'float32', quantization: {dtype: 'uint8'}}],
  ],
  ['null', [null]],
] as const) {
  test(`a manifest with ${what} is refused`, async t => {
    const weightsManifest = [{paths: ['weights.bin'], weights}];
    await refuseModel(t, 'model/manifest', {weights: [], extra: {weightsManifest}});
  });
}

test('a manifest that is no list of groups is refused', async t => {
  for (const weightsManifest of [{}, 'x', [null], [{paths: 'weights.bin', weights: []}]]) {
    await refuseModel(t, 'model/manifest', {extra: {weightsManifest}});
  }
});

test('NaN and infinity in weights are named with the weight', async t => {
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
    await refuseModel(t, 'model/not-finite', {
      weights: dense2({values: [1, bad]}),
      message: /"d\/kernel": value 1/,
    });
  }
});

test('a batch norm with a negative variance is refused', async t => {
  await refuseModel(t, 'model/not-finite', {
    topology: sequential([
      layer('BatchNormalization', 'bn', {
        batch_input_shape: [null, 1],
        scale: false,
        center: false,
      }),
    ]),
    weights: [
      {name: 'bn/moving_mean', shape: [1], values: [0]},
      {name: 'bn/moving_variance', shape: [1], values: [-1]},
    ],
    message: /"bn"/,
  });
});

test('weights of another shape, another type or no weights are refused by name', async t => {
  await refuseModel(t, 'model/weight-shape', {
    weights: dense2({shape: [1, 2]}),
    message: /"d\/kernel".*\[2×1\].*\[1×2\]/,
  });
  await refuseModel(t, 'model/weight-dtype', {weights: dense2({dtype: 'int32'}), message: /int32/});
  await refuseModel(t, 'model/missing-weight', {weights: [], message: /"kernel" and "bias"/});
  await refuseModel(t, 'model/missing-weight', {extra: {weightsManifest: null}});
});

test('one name for two weights, or one weight for two layers, is refused', async t => {
  await refuseModel(t, 'model/duplicate-weight', {
    weights: [...oneDense.weights, oneDense.weights[0]!],
  });
  const inner = (name: string): object => ({
    class_name: 'Sequential',
    config: {name, layers: [layer('Dense', 'd', {units: 2, use_bias: false})]},
  });
  await refuseModel(t, 'model/duplicate-weight', {
    topology: sequential([
      layer('InputLayer', 'x', {batch_input_shape: [null, 2]}),
      inner('a'),
      inner('b'),
    ]),
    weights: [{name: 'd/kernel', shape: [2, 2], values: [1, 2, 3, 4]}],
  });
});

test('all layers that cannot be explained are named at once, with class and place', async t => {
  const nested = {
    class_name: 'Sequential',
    config: {name: 'inner', layers: [layer('Lambda', 'magic'), layer('GroupNormalization', 'gn')]},
  };
  const error = await refuseModel(t, 'graph/unsupported-layer', {
    topology: sequential([
      layer('InputLayer', 'x', {batch_input_shape: [null, 4, 2]}),
      layer('LSTM', 'rnn', {units: 2}),
      nested,
      layer('Dense', 'd', {units: 2, activation: 'mish'}),
      layer('toString', 'odd'),
    ]),
  });
  t.true(error instanceof UnsupportedLayerError);
  t.deepEqual(
    (error as UnsupportedLayerError).layers.map(({name, operator, place}) => [
      name,
      operator,
      place,
    ]),
    [
      ['rnn', 'LSTM', 'layer 2 of 5, after "x"'],
      ['inner/magic', 'Lambda', 'layer 2 of 3 in "inner", after "magic_input"'],
      ['inner/gn', 'GroupNormalization', 'layer 3 of 3 in "inner", after "magic"'],
      ['d', 'Dense', 'layer 4 of 5, after "inner"'],
      ['odd', 'toString', 'layer 5 of 5, after "d"'],
    ],
  );
});

for (const [what, entry, shape] of [
  ['a ReLU with a threshold', layer('ReLU', 'a', {threshold: 1}), [4]],
  ['a softmax over another axis', layer('Softmax', 'a', {axis: 1}), [3, 2]],
  ['a Normalization without numbers', layer('Normalization', 'a'), [4]],
  ['a layer norm over another axis', layer('LayerNormalization', 'a', {axis: 1}), [3, 2]],
  ['attention of one tensor', layer('MultiHeadAttention', 'a', {num_heads: 1, key_dim: 2}), [3, 2]],
] as const) {
  test(`${what} is named as a layer that cannot be explained`, async t => {
    const input = layer('InputLayer', 'x', {batch_input_shape: [null, ...shape]});
    await refuseModel(t, 'graph/unsupported-layer', {
      topology: sequential([input, entry]),
      message: /"a"/,
    });
  });
}

test('summands of different shapes cannot be explained', async t => {
  await refuseModel(t, 'graph/unsupported-layer', {
    topology: functional(
      [
        node('InputLayer', 'x', [], {batch_input_shape: [null, 2, 2, 1]}),
        node('GlobalAveragePooling2D', 'p', ['x'], {keepdims: true}),
        node('Add', 'sum', ['x', 'p']),
      ],
      ['x'],
      ['sum'],
    ),
    message: /one shape/,
  });
});

test('a layer in training mode cannot be explained', async t => {
  const dropout = {
    ...layer('Dropout', 'drop'),
    name: 'drop',
    inbound_nodes: [[['x', 0, 0, {training: true}]]],
  };
  await refuseModel(t, 'graph/unsupported-layer', {
    topology: functional(
      [node('InputLayer', 'x', [], {batch_input_shape: [null, 2]}), dropout],
      ['x'],
      ['drop'],
    ),
    message: /training/,
  });
});

test('layers that read each other in a circle are refused by name', async t => {
  await refuseModel(t, 'model/cycle', {
    topology: functional(
      [
        node('InputLayer', 'x', [], {batch_input_shape: [null, 2]}),
        node('Add', 'a', ['x', 'b']),
        node('Activation', 'b', ['a'], {activation: 'relu'}),
      ],
      ['x'],
      ['b'],
    ),
    message: /"a", "b"/,
  });
});

test('references that lead nowhere are refused', async t => {
  const input = node('InputLayer', 'x', [], {batch_input_shape: [null, 2]});
  for (const [layers, outputs] of [
    [[input, node('Activation', 'a', ['gone'], {activation: 'relu'})], ['a']],
    [[input], ['gone']],
    [[input], []],
    [[input, node('Activation', 'a', [], {activation: 'relu'})], ['a']],
    [[input, input], ['x']],
    [[input, node('InputLayer', 'y', []), node('Add', 'a', ['x', 'y'])], ['a']],
  ] as const) {
    await refuseModel(t, 'model/topology', {topology: functional(layers, ['x'], outputs)});
  }
});

test('several inputs or outputs are refused by name', async t => {
  const inputs = ['x', 'y'].map(name =>
    node('InputLayer', name, [], {batch_input_shape: [null, 2]}),
  );
  await refuseModel(t, 'model/several-inputs', {
    topology: functional([...inputs, node('Add', 'a', ['x', 'y'])], ['x', 'y'], ['a']),
    message: /"x", "y"/,
  });
  await refuseModel(t, 'model/several-outputs', {
    topology: functional(
      [inputs[0]!, node('Activation', 'a', ['x'], {activation: 'relu'})],
      ['x'],
      ['x', 'a'],
    ),
    message: /"x", "a"/,
  });
});

test('a model nested 1,000 deep is refused', async t => {
  let topology: object = sequential([layer('Flatten', 'f', {batch_input_shape: [null, 2]})]);
  for (let depth = 0; depth < 1000; depth += 1) topology = sequential([topology]);
  await refuseModel(t, 'model/too-deep', {topology, message: /^.{1,500}$/s});
});

test('lists nested 100,000 deep are refused', async t => {
  const file = path.join(await temporaryFolder(t), 'model.json');
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  await writeFile(file, `{"modelTopology": {"class_name": "Sequential", "config": ${deep}}}`);
  await t.throwsAsync(loadTfjs(file, {name: 'model'}), {instanceOf: LrpError});
});

for (const leaf of ['ReLU', 'Dropout']) {
  test(`a ${leaf} in shared models within shared models does not multiply for ever`, async t => {
    let inner: object = sequential([layer(leaf, 'a')]);
    for (let depth = 0; depth < 30; depth += 1) {
      const twice = {...inner, name: 'm', inbound_nodes: [[['x', 0, 0]], [['m', 0, 0]]]};
      inner = {
        class_name: 'Functional',
        config: {
          name: `level${depth}`,
          layers: [node('InputLayer', 'x', [], {batch_input_shape: [null, 2]}), twice],
          input_layers: [['x', 0, 0]],
          output_layers: [['m', 1, 0]],
        },
      };
    }
    await refuseModel(t, 'model/too-large', {topology: inner});
  });
}

for (const [what, code, entry] of [
  [
    'a kernel of length 0',
    'model/layer-config',
    layer('Conv2D', 'c', {filters: 1, kernel_size: 0}),
  ],
  ['no filters', 'model/layer-config', layer('Conv2D', 'c', {kernel_size: 1})],
  ['an unknown padding', 'model/layer-config', layer('MaxPooling2D', 'c', {padding: 'full'})],
  ['a window that is too large', 'model/shape', layer('MaxPooling2D', 'c', {pool_size: 9})],
  ['a padding of billions', 'model/layer-config', layer('ZeroPadding2D', 'c', {padding: 2e9})],
  ['a padding of a million', 'model/too-large', layer('ZeroPadding2D', 'c', {padding: 1e6})],
  ['a negative padding', 'model/layer-config', layer('ZeroPadding2D', 'c', {padding: -1})],
  [
    'a reshape to other sizes',
    'model/layer-config',
    layer('Reshape', 'c', {target_shape: [5, -1]}),
  ],
  ['a permutation that is none', 'model/layer-config', layer('Permute', 'c', {dims: [1, 1, 2]})],
  ['an axis that is not there', 'model/layer-config', layer('BatchNormalization', 'c', {axis: 7})],
  ['another rank', 'model/layer-config', layer('Conv1D', 'c', {filters: 1, kernel_size: 1})],
  ['text where a number belongs', 'model/layer-config', layer('LeakyReLU', 'c', {alpha: '1'})],
] as const) {
  test(`a layer with ${what} is refused with ${code}`, async t => {
    const input = layer('InputLayer', 'x', {batch_input_shape: [null, 4, 4, 2]});
    await refuseModel(t, code, {topology: sequential([input, entry]), message: /"c"/});
  });
}

test('names and keys of the prototype do no harm', async t => {
  const text = JSON.stringify(
    functional(
      [
        node('InputLayer', 'constructor', [], {batch_input_shape: [null, 2]}),
        node('Activation', '__proto__', ['constructor'], {activation: 'relu'}),
      ],
      ['constructor'],
      ['__proto__'],
    ),
  );
  const file = path.join(await temporaryFolder(t), 'model.json');
  await writeFile(
    file,
    `{"__proto__": {"format": "graph-model", "polluted": 1}, "modelTopology": ${text}}`,
  );
  const draft = await loadTfjs(file, {name: 'model'});
  t.deepEqual(
    draft.nodes.map(({name}) => name),
    ['constructor', '__proto__'],
  );
  t.false('polluted' in {});
});

test('metadata that are wrong are refused', async t => {
  for (const lrplab of [
    'x',
    {classes: 'horse'},
    {classes: [1]},
    {preprocessing: {channels: 'CMYK'}},
    {preprocessing: {channels: 'L', scale: 1, mean: [0], std: [0]}},
  ]) {
    await refuseModel(t, 'model/bad-metadata', {extra: {userDefinedMetadata: {lrplab}}});
  }
});
