import test from 'ava';
import {UnsupportedLayerError} from '../../src/errors/unsupported-layer-error.js';
import type {Draft, DraftNode} from '../../src/graph/draft.js';
import {loadOnnx} from '../../src/model/onnx/load-onnx.js';
import type {OnnxParts} from '../helpers/onnx-maker.js';
import {floats, onnxBytes, onnxNode, wholes} from '../helpers/onnx-maker.js';

const picture = {inputs: {input: [0, 1, 4, 4]}};

function load(parts: OnnxParts): Draft {
  return loadOnnx(onnxBytes(parts), {name: 'test.onnx'});
}

/** The only node behind the input. */
function only(parts: OnnxParts): DraftNode {
  const {nodes} = load(parts);
  return nodes[nodes.length - 1]!;
}

function unsupported(parts: OnnxParts): UnsupportedLayerError {
  try {
    load(parts);
  } catch (error) {
    if (error instanceof UnsupportedLayerError) {
      return error;
    }
    throw error;
  }
  throw new Error('the model was read');
}

test('a dense layer is read with its weight as [O,I], scaled by alpha, and its bias by beta', t => {
  const node = only({
    nodes: [
      onnxNode('Gemm', ['input', 'w', 'b'], ['output'], {alpha: {float: 2}, beta: {float: 3}}),
    ],
    weights: [floats('w', [4, 2], [1, 2, 3, 4, 5, 6, 7, 8]), floats('b', [2], [1, -1])],
  });
  t.is(node.kind, 'dense');
  if (node.kind === 'dense') {
    t.deepEqual([...node.weight.data], [2, 6, 10, 14, 4, 8, 12, 16]);
    t.deepEqual([...node.bias!.data], [3, -3]);
  }
});

test('MatMul and the Add of a stored vector are one dense layer', t => {
  const {nodes, output} = load({
    nodes: [onnxNode('MatMul', ['input', 'w'], ['a']), onnxNode('Add', ['b', 'a'], ['output'])],
    weights: [floats('w', [4, 1], [1, 2, 3, 4]), floats('b', [1], [5])],
  });
  t.deepEqual(
    nodes.map(({kind}) => kind),
    ['input', 'dense'],
  );
  t.is(output, 'MatMul_0');
});

test('a MatMul that is read twice keeps its output free of the bias', t => {
  const {nodes} = load({
    nodes: [
      onnxNode('MatMul', ['input', 'w'], ['a']),
      onnxNode('Add', ['b', 'a'], ['c']),
      onnxNode('Add', ['a', 'c'], ['output']),
    ],
    weights: [floats('w', [4, 1], [1, 2, 3, 4]), floats('b', [1], [5])],
  });
  t.deepEqual(
    nodes.map(({kind}) => kind),
    ['input', 'dense', 'norm', 'add'],
  );
});

test('Clip between 0 and 6 is a clip, from 0 a relu, without bounds nothing', t => {
  const clip = (attributes: Parameters<typeof onnxNode>[3]): DraftNode =>
    only({
      opset: 10,
      nodes: [onnxNode('Clip', ['input'], ['a'], attributes), onnxNode('Tanh', ['a'], ['output'])],
    });
  const read = (attributes: Parameters<typeof onnxNode>[3]): readonly string[] =>
    load({
      opset: 10,
      nodes: [onnxNode('Clip', ['input'], ['a'], attributes), onnxNode('Tanh', ['a'], ['output'])],
    }).nodes.map(node =>
      node.kind === 'activation' ? JSON.stringify(node.activation) : node.kind,
    );
  t.is(clip({}).kind, 'activation');
  t.deepEqual(read({min: {float: 0}, max: {float: 6}}), [
    'input',
    '{"name":"clip","low":0,"high":6}',
    '{"name":"tanh"}',
  ]);
  t.deepEqual(read({min: {float: 0}}), ['input', '{"name":"relu"}', '{"name":"tanh"}']);
  t.deepEqual(read({}), ['input', '{"name":"tanh"}']);
});

test('the last window of ceil_mode is left out where it starts behind input and left padding', t => {
  const pooled = (length: number): readonly number[] =>
    only({
      inputs: {input: [0, 1, length, length]},
      nodes: [
        onnxNode('MaxPool', ['input'], ['output'], {
          kernel_shape: [1, 1],
          strides: [2, 2],
          ceil_mode: 1,
        }),
      ],
    }).shape;
  // Length 4: windows start at 0, 2 and would at 4, which is outside. Length 5: 0, 2, 4.
  t.deepEqual(pooled(4), [1, 2, 2]);
  t.deepEqual(pooled(5), [1, 3, 3]);
});

test('an average counts padding only where the file says so, and never what ceil_mode adds', t => {
  const counts = (include: number): readonly number[] => {
    const node = only({
      inputs: {input: [0, 1, 1, 5]},
      nodes: [
        onnxNode('AveragePool', ['input'], ['output'], {
          kernel_shape: [1, 3],
          strides: [1, 2],
          pads: [0, 1, 0, 0],
          ceil_mode: 1,
          count_include_pad: include,
        }),
      ],
    });
    return node.kind === 'avgpool' ? [...node.counts.data] : [];
  };
  // Windows over cells −1…1, 1…3 and, for ceil_mode, 3…5 of 0…4.
  t.deepEqual(counts(0), [2, 3, 2]);
  t.deepEqual(counts(1), [3, 3, 2]);
});

test('one-dimensional convolutions are lifted to two dimensions', t => {
  const {nodes} = load({
    inputs: {input: [0, 1, 5]},
    nodes: [onnxNode('Conv', ['input', 'w'], ['output'], {pads: [2, 0], dilations: [2]})],
    weights: [floats('w', [2, 1, 2], [1, 2, 3, 4])],
  });
  t.deepEqual(
    nodes.map(({kind, shape}) => [kind, shape]),
    [
      ['input', [1, 5]],
      ['reshape', [1, 1, 5]],
      ['conv', [2, 1, 5]],
      ['reshape', [2, 5]],
    ],
  );
  const conv = nodes[2];
  t.deepEqual(conv?.kind === 'conv' && [conv.padding, conv.dilation, conv.weight.shape], [
    [0, 2, 0, 0],
    [1, 2],
    [2, 1, 1, 2],
  ]);
});

test('a convolution in as many groups as channels is depthwise', t => {
  const node = only({
    inputs: {input: [0, 2, 3, 3]},
    nodes: [onnxNode('Conv', ['input', 'w'], ['output'], {group: 2})],
    weights: [floats('w', [4, 1, 1, 1], [1, 2, 3, 4])],
  });
  t.is(node.kind, 'depthwise');
});

test('per-channel constants are scalings; constants that differ within a channel stand beside as they are', t => {
  const scale = floats('c', [2, 1, 1], [2, 4]);
  const parts = {
    inputs: {input: [0, 2, 2, 2]},
    nodes: [onnxNode('Div', ['input', 'c'], ['output'])],
  };
  const node = only({...parts, weights: [scale]});
  t.deepEqual(node.kind === 'norm' && [[...node.scale.data], [...node.shift.data]], [
    [0.5, 0.25],
    [0, 0],
  ]);
  const uneven = floats('c', [1, 2, 2], [1, 2, 4, 8]);
  const {nodes} = load({...parts, weights: [uneven]});
  t.deepEqual(
    nodes.map(({kind}) => kind),
    ['input', 'constant', 'multiply'],
  );
  const [, constant] = nodes;
  t.deepEqual(
    constant?.kind === 'constant' && [...constant.value.data],
    [1, 0.5, 0.25, 0.125, 1, 0.5, 0.25, 0.125],
  );
});

test('a constant minus the network turns its sign', t => {
  const node = only({
    nodes: [onnxNode('Sub', ['c', 'input'], ['output'])],
    weights: [floats('c', [], [1])],
  });
  t.deepEqual(node.kind === 'norm' && [[...node.scale.data], [...node.shift.data]], [
    [-1, -1, -1, -1],
    [1, 1, 1, 1],
  ]);
});

test('a shape worked out from the batch size is folded', t => {
  const {nodes} = load({
    ...picture,
    nodes: [
      onnxNode('Shape', ['input'], ['s']),
      onnxNode('Gather', ['s', 'first'], ['n']),
      onnxNode('Concat', ['n', 'rest'], ['to'], {axis: 0}),
      onnxNode('Reshape', ['input', 'to'], ['output']),
    ],
    weights: [wholes('first', [0]), wholes('rest', [-1])],
  });
  t.deepEqual(
    nodes.map(({kind, shape}) => [kind, shape]),
    [
      ['input', [1, 4, 4]],
      ['reshape', [16]],
    ],
  );
});

test('a Reshape that mixes samples is refused, whatever the batch size', t => {
  for (const batch of [0, 2]) {
    const error = unsupported({
      inputs: {input: [batch, 1, 4, 4]},
      nodes: [onnxNode('Reshape', ['input', 'to'], ['output'])],
      weights: [wholes('to', [-1, 4])],
    });
    t.regex(error.message, /batch|samples/);
  }
});

test('all operators that cannot be explained are named at once, with their places', t => {
  const error = unsupported({
    ...picture,
    nodes: [
      onnxNode('Resize', ['input'], ['a'], {}, {name: 'grow'}),
      onnxNode('Relu', ['a'], ['b']),
      onnxNode('Mul', ['b', 'input'], ['c'], {}, {name: 'gate'}),
      onnxNode('LSTM', ['c'], ['d'], {}, {name: 'memory'}),
      onnxNode('Pad', ['input', 'pads'], ['e'], {mode: {text: 'reflect'}}, {name: 'mirror'}),
      onnxNode('Fancy', ['d', 'e'], ['output'], {}, {name: 'fancy', domain: 'com.example'}),
    ],
    weights: [wholes('pads', [0, 0, 1, 1, 0, 0, 1, 1])],
  });
  t.is(error.code, 'graph/unsupported-layer');
  t.deepEqual(
    error.layers.map(({name, operator}) => `${name} ${operator}`),
    ['grow Resize', 'memory LSTM', 'mirror Pad', 'fancy Fancy'],
  );
  t.is(error.layers[1]!.place, 'node 4 of 6, after "gate" (Mul)');
  t.regex(error.message, /grow[\s\S]*memory[\s\S]*mirror[\s\S]*com\.example/);
});

test('operators that the output does not need are no hindrance', t => {
  const {nodes} = load({
    ...picture,
    nodes: [onnxNode('Resize', ['input'], ['a']), onnxNode('Relu', ['input'], ['output'])],
    outputs: ['output', 'a'],
  });
  t.is(nodes.length, 2);
});

const refused: Readonly<Record<string, OnnxParts>> = {
  'a quotient of two tensors': {nodes: [onnxNode('Div', ['input', 'input'], ['output'])]},
  'a part of the samples': {
    nodes: [onnxNode('Slice', ['input', 'from', 'to'], ['output'])],
    weights: [wholes('from', [0]), wholes('to', [2])],
  },
  'a Slice in steps of two': {
    nodes: [onnxNode('Slice', ['input', 'zero', 'four', 'one', 'two'], ['output'])],
    weights: [wholes('zero', [0]), wholes('four', [4]), wholes('one', [1]), wholes('two', [2])],
  },
  'positions here and there': {
    nodes: [onnxNode('Gather', ['input', 'at'], ['output'], {axis: 1})],
    weights: [wholes('at', [2, 0])],
  },
  'an Einsum that is no product of matrices': {
    nodes: [onnxNode('Einsum', ['input', 'input'], ['output'], {equation: {text: 'na,nb->na'}})],
  },
  'a product of the matrices of different samples': {
    nodes: [
      onnxNode('Transpose', ['input'], ['turned']),
      onnxNode('MatMul', ['input', 'turned'], ['output']),
    ],
  },
  'a constant that differs between samples': {
    inputs: {input: [2, 4]},
    nodes: [onnxNode('Add', ['input', 'c'], ['output'])],
    weights: [floats('c', [2, 1], [1, 2])],
  },
  'a tensor repeated over the samples': {
    nodes: [onnxNode('Expand', ['input', 'to'], ['output'])],
    weights: [wholes('to', [3, 1, 4])],
  },
  'a second output of MaxPool': {
    ...picture,
    nodes: [
      onnxNode('MaxPool', ['input'], ['a', 'where'], {kernel_shape: [2, 2]}),
      onnxNode('Add', ['a', 'where'], ['output']),
    ],
  },
  'a dilated MaxPool': {
    ...picture,
    nodes: [onnxNode('MaxPool', ['input'], ['output'], {kernel_shape: [2, 2], dilations: [2, 2]})],
  },
  'negative pads': {
    ...picture,
    nodes: [onnxNode('Pad', ['input', 'p'], ['output'])],
    weights: [wholes('p', [0, 0, -1, 0, 0, 0, 0, 0])],
  },
  'a transposed convolution': {
    ...picture,
    nodes: [onnxNode('ConvTranspose', ['input', 'w'], ['output'])],
    weights: [floats('w', [1, 1, 1, 1], [1])],
  },
  'a Concat of samples': {nodes: [onnxNode('Concat', ['input', 'input'], ['output'], {axis: 0})]},
  'a Transpose of the batch axis': {nodes: [onnxNode('Transpose', ['input'], ['output'])]},
  'a mean over the samples': {
    ...picture,
    nodes: [onnxNode('ReduceMean', ['input'], ['output'], {axes: [0, 1]})],
  },
  'control flow': {nodes: [onnxNode('If', ['input'], ['output'])]},
  'batch norm in training': {
    nodes: [
      onnxNode('BatchNormalization', ['input', 'c', 'c', 'c', 'c'], ['output'], {training_mode: 1}),
    ],
    weights: [floats('c', [4], [1, 1, 1, 1])],
  },
  'division by zero': {
    nodes: [onnxNode('Div', ['input', 'c'], ['output'])],
    weights: [floats('c', [], [0])],
  },
  'a sum of different shapes': {
    ...picture,
    nodes: [
      onnxNode('MaxPool', ['input'], ['a'], {kernel_shape: [2, 2]}),
      onnxNode('Add', ['a', 'input'], ['output']),
    ],
  },
  'a pooling window of padding alone': {
    ...picture,
    nodes: [onnxNode('MaxPool', ['input'], ['output'], {kernel_shape: [2, 2], pads: [2, 2, 0, 0]})],
  },
};

for (const [what, parts] of Object.entries(refused)) {
  test(`${what} is refused by name`, t => {
    t.is(unsupported(parts).layers.length, 1);
  });
}
