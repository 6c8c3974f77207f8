import test from 'ava';
import type {NodeProto} from '../../../src/onnx/onnx_pb.js';
import type {Draft, DraftNode} from '../../../src/graph/draft.js';
import {loadOnnx} from '../../../src/model/onnx/load-onnx.js';
import {floats, onnxBytes, onnxNode} from '../../helpers/onnx-maker.js';

const node = onnxNode;
const constants = Object.entries({
  half: 0.5,
  one: 1,
  two: 2,
  three: 3,
  root: Math.SQRT2,
  inverse: Math.SQRT1_2,
  cubic: 0.044715,
  outer: Math.sqrt(2 / Math.PI),
  quick: 1.702,
  eps: 1e-6,
  minus: -0.5,
}).map(([name, value]) => floats(name, [], [value]));
const weights = [...constants, floats('g', [4], [1, 2, 3, 4]), floats('b', [4], [4, 3, 2, 1])];

function load(nodes: readonly NodeProto[], shape: readonly number[] = [0, 3, 4]): Draft {
  return loadOnnx(onnxBytes({nodes, weights, inputs: {input: shape}}), {name: 'test.onnx'});
}

/** What the output's node and the nodes it needs are, the input left out. */
function needed(draft: Draft): readonly DraftNode[] {
  const byName = new Map(draft.nodes.map(each => [each.name, each]));
  const found = new Map<string, DraftNode>();
  const open = [draft.output];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const each = byName.get(name)!;
    if (each.kind !== 'input') found.set(name, each);
    open.push(...each.inputs);
  }
  return [...found.values()];
}

const erf = [
  node('Div', ['input', 'root'], ['d']),
  node('Erf', ['d'], ['e']),
  node('Add', ['one', 'e'], ['p']),
];
const gelus: Readonly<Record<string, readonly NodeProto[]>> = {
  'x·(1 + erf)·½': [
    ...erf,
    node('Mul', ['input', 'p'], ['m']),
    node('Mul', ['m', 'half'], ['output']),
  ],
  '(½·x)·(1 + erf)': [
    ...erf,
    node('Mul', ['half', 'input'], ['h']),
    node('Mul', ['h', 'p'], ['output']),
  ],
  'x·(½·(1 + erf))': [
    ...erf,
    node('Mul', ['p', 'half'], ['h']),
    node('Mul', ['h', 'input'], ['output']),
  ],
  'x·(1 + erf)/2': [
    node('Mul', ['input', 'inverse'], ['d']),
    ...erf.slice(1),
    node('Mul', ['p', 'input'], ['m']),
    node('Div', ['m', 'two'], ['output']),
  ],
};

for (const [form, nodes] of Object.entries(gelus)) {
  test(`GELU written as ${form} is one activation`, t => {
    const [only, ...others] = needed(load(nodes));
    t.deepEqual(others, []);
    t.deepEqual(only?.kind === 'activation' && only.activation, {
      name: 'gelu',
      approximate: 'none',
    });
  });
}

const cubes: Readonly<Record<string, readonly NodeProto[]>> = {
  'a power': [
    node('Pow', ['input', 'three'], ['c']),
    node('Mul', ['c', 'cubic'], ['k']),
    node('Add', ['input', 'k'], ['s']),
    node('Mul', ['s', 'outer'], ['t']),
  ],
  products: [
    node('Mul', ['input', 'input'], ['q']),
    node('Mul', ['q', 'input'], ['c']),
    node('Mul', ['cubic', 'c'], ['k']),
    node('Add', ['k', 'input'], ['s']),
    node('Mul', ['outer', 's'], ['t']),
  ],
  'a bracket': [
    node('Mul', ['input', 'input'], ['q']),
    node('Mul', ['q', 'cubic'], ['k']),
    node('Add', ['k', 'one'], ['s']),
    node('Mul', ['input', 's'], ['c']),
    node('Mul', ['c', 'outer'], ['t']),
  ],
};

for (const [form, nodes] of Object.entries(cubes)) {
  test(`GELU by tanh with its cube as ${form} is one activation`, t => {
    const whole = [
      ...nodes,
      node('Tanh', ['t'], ['h']),
      node('Add', ['h', 'one'], ['p']),
      node('Mul', ['input', 'p'], ['m']),
      node('Mul', ['half', 'm'], ['output']),
    ];
    const [only, ...others] = needed(load(whole));
    t.deepEqual(others, []);
    t.deepEqual(only?.kind === 'activation' && only.activation, {
      name: 'gelu',
      approximate: 'tanh',
    });
  });
}

test('x·σ(x) and x·σ(1.702·x) are SiLU; with another tensor in front it is a gate', t => {
  const sigmoid = (of: string): NodeProto => node('Sigmoid', [of], ['s']);
  const silu = needed(load([sigmoid('input'), node('Mul', ['s', 'input'], ['output'])]));
  t.deepEqual(silu[0]?.kind === 'activation' && silu[0].activation, {name: 'silu', beta: 1});
  const quick = needed(
    load([
      node('Mul', ['input', 'quick'], ['q']),
      sigmoid('q'),
      node('Mul', ['input', 's'], ['output']),
    ]),
  );
  t.is(quick.length, 1);
  t.true(
    quick[0]?.kind === 'activation' &&
      quick[0].activation.name === 'silu' &&
      Math.abs(quick[0].activation.beta - 1.702) < 1e-6,
  );
  const gate = needed(
    load([node('Tanh', ['input'], ['t']), sigmoid('t'), node('Mul', ['input', 's'], ['output'])]),
  );
  t.deepEqual(gate.map(({kind}) => kind).sort(), ['activation', 'activation', 'multiply']);
});

const deviation = [
  node('ReduceMean', ['input'], ['m'], {axes: [-1]}),
  node('Sub', ['input', 'm'], ['d']),
];
const spread = (square: NodeProto): readonly NodeProto[] => [
  square,
  node('ReduceMean', ['q'], ['v'], {axes: [-1]}),
  node('Add', ['v', 'eps'], ['a']),
  node('Sqrt', ['a'], ['r']),
];

test('a layer norm written out is one node, its scale and shift within it', t => {
  const draft = load([
    ...deviation,
    ...spread(node('Pow', ['d', 'two'], ['q'])),
    node('Div', ['d', 'r'], ['n']),
    node('Mul', ['n', 'g'], ['k']),
    node('Add', ['k', 'b'], ['output']),
  ]);
  const [norm, ...others] = needed(draft);
  t.deepEqual(others, []);
  t.true(norm?.kind === 'layernorm' && norm.centre);
  if (norm?.kind !== 'layernorm') return;
  t.true(Math.abs(norm.epsilon - 1e-6) < 1e-12);
  t.deepEqual([...norm.scale!.data], [1, 2, 3, 4]);
  t.deepEqual([...norm.shift!.data], [4, 3, 2, 1]);
});

test('without a mean, by a reciprocal root or a power, it is an RMS norm', t => {
  const square = node('Mul', ['input', 'input'], ['q']);
  const endings = [
    [node('Reciprocal', ['r'], ['i']), node('Mul', ['input', 'i'], ['n'])],
    [node('Div', ['one', 'r'], ['i']), node('Mul', ['i', 'input'], ['n'])],
    [node('Pow', ['a', 'minus'], ['i']), node('Mul', ['i', 'input'], ['n'])],
    [node('Div', ['input', 'r'], ['n'])],
  ];
  for (const ending of endings) {
    const draft = load([...spread(square), ...ending, node('Mul', ['g', 'n'], ['output'])]);
    const [norm, ...others] = needed(draft);
    t.deepEqual(others, []);
    t.true(norm?.kind === 'layernorm' && !norm.centre && norm.shift === null);
    t.deepEqual(norm?.kind === 'layernorm' && [...norm.scale!.data], [1, 2, 3, 4]);
  }
});

test('deviations from the mean over another axis are an RMS norm of the difference, no layer norm', t => {
  const draft = load([
    node('ReduceMean', ['input'], ['m'], {axes: [1]}),
    ...deviation.slice(1),
    ...spread(node('Pow', ['d', 'two'], ['q'])),
    node('Div', ['d', 'r'], ['output']),
  ]);
  const norms = needed(draft).filter(({kind}) => kind === 'layernorm');
  t.deepEqual(
    norms.map(norm => norm.kind === 'layernorm' && norm.centre),
    [false],
  );
  t.true(needed(draft).some(({kind}) => kind === 'avgpool'));
});

test('means over two axes are no layer norm of one', t => {
  const nodes = [
    ...deviation,
    node('Pow', ['d', 'two'], ['q']),
    node('ReduceMean', ['q'], ['v'], {axes: [1, 2]}),
    node('Add', ['v', 'eps'], ['a']),
    node('Sqrt', ['a'], ['r']),
    node('Div', ['d', 'r'], ['output']),
  ];
  t.throws(() => load(nodes), {code: 'graph/unsupported-layer'});
});

test('a product of thousands of factors is looked through in no time, and read', t => {
  const chain = Array.from({length: 3000}, (_, index) =>
    node('Mul', [index === 0 ? 'input' : `x${index}`, 'input'], [`x${index + 1}`]),
  );
  const draft = load([...chain, node('Relu', ['x3000'], ['output'])]);
  t.is(draft.nodes.length, 3002);
});
