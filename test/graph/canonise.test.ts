import test from 'ava';
import fc from 'fast-check';
import {LrpError} from '../../src/errors/lrp-error.js';
import {canonise} from '../../src/graph/canonise.js';
import type {Draft, DraftNode} from '../../src/graph/draft.js';
import type {Graph, GraphNode, Tensor} from '../../src/graph/graph.js';
import {forwardDraft} from '../helpers/draft-forward.js';
import {logitsOf, relativeError} from '../helpers/graph-forward.js';
import {casesOf, convNets, mlps} from '../helpers/random-graph.js';

function tensor(shape: readonly number[], values: readonly number[]): Tensor {
  return {shape, data: Float32Array.from(values)};
}

type DraftDense = Extract<DraftNode, {kind: 'dense'}>;
type DraftConv = Extract<DraftNode, {kind: 'conv' | 'depthwise'}>;

const input = (shape: readonly number[]): DraftNode => ({
  kind: 'input',
  name: 'x',
  operator: 'Input',
  inputs: [],
  shape,
});

function norm(
  name: string,
  from: string,
  shape: readonly number[],
  scale: readonly number[],
  shift: readonly number[],
): DraftNode {
  return {
    kind: 'norm',
    name,
    operator: 'BatchNormalization',
    inputs: [from],
    shape,
    scale: tensor([scale.length], scale),
    shift: tensor([shift.length], shift),
  };
}

function dense(
  name: string,
  from: string,
  weight: Tensor,
  bias: readonly number[] | null,
): DraftDense {
  const outputs = weight.shape[0]!;
  return {
    kind: 'dense',
    name,
    operator: 'Gemm',
    inputs: [from],
    shape: [outputs],
    weight,
    bias: bias === null ? null : tensor([outputs], bias),
  };
}

function relu(name: string, from: string, shape: readonly number[]): DraftNode {
  return {
    kind: 'activation',
    name,
    operator: 'Relu',
    inputs: [from],
    shape,
    activation: {name: 'relu'},
  };
}

/** A convolution of a [1,2,2] picture with the kernel [[1,2],[3,4]]. */
function conv(name: string, from: string, more: Partial<DraftConv> = {}): DraftConv {
  return {
    kind: 'conv',
    name,
    operator: 'Conv',
    inputs: [from],
    shape: [1, 1, 1],
    weight: tensor([1, 1, 2, 2], [1, 2, 3, 4]),
    bias: null,
    stride: [1, 1],
    dilation: [1, 1],
    padding: [0, 0, 0, 0],
    groups: 1,
    ...more,
  };
}

function reshape(name: string, from: string, shape: readonly number[]): DraftNode {
  return {kind: 'reshape', name, operator: 'Flatten', inputs: [from], shape};
}

function draft(nodes: readonly DraftNode[], more: Partial<Draft> = {}): Draft {
  return {
    name: 'test',
    format: 'onnx',
    layout: 'channels-first',
    nodes,
    output: nodes[nodes.length - 1]!.name,
    classes: null,
    preprocessing: null,
    notes: [],
    ...more,
  };
}

const kinds = (graph: Graph): readonly string[] => graph.nodes.map(({kind}) => kind);

function layer(
  graph: Graph,
  name: string,
): Extract<GraphNode, {kind: 'dense' | 'conv' | 'depthwise'}> {
  const node = graph.nodes.find(each => each.name === name);
  if (node === undefined || !('weight' in node)) {
    throw new Error(`no layer ${name}`);
  }
  return node;
}

test('a norm behind a dense layer folds left: w·s, b·s + t', t => {
  const graph = canonise(
    draft([
      input([2]),
      dense('fc', 'x', tensor([2, 2], [1, 2, 3, 4]), [5, 6]),
      norm('bn', 'fc', [2], [2, 10], [1, -1]),
    ]),
  );
  const fc = layer(graph, 'fc');
  t.deepEqual(kinds(graph), ['input', 'dense']);
  t.deepEqual([...fc.weight.data], [2, 4, 30, 40]);
  t.deepEqual([...fc.bias!.data], [11, 59]);
  t.deepEqual(fc.merged, [{name: 'bn', side: 'left'}]);
  t.deepEqual(graph.notes, ['batch norm "bn" folded left into "fc"']);
});

test('a norm before a dense layer folds right: w·s, b + w·t', t => {
  const graph = canonise(
    draft([
      input([2]),
      norm('bn', 'x', [2], [2, 10], [1, -1]),
      dense('fc', 'bn', tensor([2, 2], [1, 2, 3, 4]), null),
    ]),
  );
  const fc = layer(graph, 'fc');
  t.deepEqual([...fc.weight.data], [2, 20, 6, 40]);
  t.deepEqual([...fc.bias!.data], [-1, -1]);
  t.deepEqual(fc.merged, [{name: 'bn', side: 'right'}]);
});

test('a norm of channels folds right through Flatten: a channel is many features', t => {
  const graph = canonise(
    draft([
      input([2, 1, 2]),
      norm('bn', 'x', [2, 1, 2], [2, 10], [1, -1]),
      reshape('flat', 'bn', [4]),
      dense('fc', 'flat', tensor([1, 4], [1, 2, 3, 4]), [0]),
    ]),
  );
  t.deepEqual([...layer(graph, 'fc').weight.data], [2, 4, 30, 40]);
  t.deepEqual([...layer(graph, 'fc').bias!.data], [-4]);
});

test('a norm folds right through a transpose, feature by feature', t => {
  const graph = canonise(
    draft([
      input([2, 1, 2]),
      norm('bn', 'x', [2, 1, 2], [2, 10], [0, 0]),
      {
        kind: 'transpose',
        name: 'turn',
        operator: 'Transpose',
        inputs: ['bn'],
        shape: [1, 2, 2],
        permutation: [1, 2, 0],
      },
      reshape('flat', 'turn', [4]),
      dense('fc', 'flat', tensor([1, 4], [1, 2, 3, 4]), null),
    ]),
  );
  t.deepEqual([...layer(graph, 'fc').weight.data], [2, 20, 6, 40]);
  t.is(layer(graph, 'fc').bias, null);
});

test('a norm folds right into a convolution that pads nothing', t => {
  const graph = canonise(
    draft([
      input([1, 2, 2]),
      norm('bn', 'x', [1, 2, 2], [2], [1]),
      conv('conv', 'bn'),
      reshape('flat', 'conv', [1]),
    ]),
  );
  t.deepEqual([...layer(graph, 'conv').weight.data], [2, 4, 6, 8]);
  t.deepEqual([...layer(graph, 'conv').bias!.data], [10]);
});

test('before a padded convolution a norm with a shift stays a node, one without folds', t => {
  const through = (shift: number): Graph =>
    canonise(
      draft([
        input([1, 2, 2]),
        norm('bn', 'x', [1, 2, 2], [2], [shift]),
        conv('conv', 'bn', {padding: [1, 1, 0, 0], shape: [1, 2, 2]}),
      ]),
    );
  t.deepEqual(kinds(through(1)), ['input', 'norm', 'conv', 'reshape']);
  t.true(through(1).notes.some(note => note.includes('"bn" stands as a node')));
  t.deepEqual(kinds(through(0)), ['input', 'conv', 'reshape']);
});

test('left goes before right, and a layer read twice cannot take a norm in from behind', t => {
  const weight = tensor([1, 1], [1]);
  const between = canonise(
    draft([
      input([1]),
      dense('a', 'x', weight, null),
      norm('bn', 'a', [1], [2], [3]),
      dense('b', 'bn', weight, null),
    ]),
  );
  t.deepEqual(layer(between, 'a').merged, [{name: 'bn', side: 'left'}]);
  const twice = canonise(
    draft([
      input([1]),
      dense('a', 'x', weight, null),
      norm('bn', 'a', [1], [2], [3]),
      {kind: 'add', name: 'sum', operator: 'Add', inputs: ['a', 'bn'], shape: [1]},
    ]),
  );
  t.deepEqual(kinds(twice), ['input', 'dense', 'norm', 'add']);
});

test('norms in a row fold one after the other, or are joined where none folds', t => {
  const shape = [1];
  const chain = canonise(
    draft([
      input(shape),
      dense('fc', 'x', tensor([1, 1], [1]), [1]),
      norm('one', 'fc', shape, [2], [3]),
      norm('two', 'one', shape, [5], [7]),
    ]),
  );
  t.deepEqual([...layer(chain, 'fc').weight.data, ...layer(chain, 'fc').bias!.data], [10, 32]);
  const loose = canonise(
    draft([
      input(shape),
      norm('one', 'x', shape, [2], [3]),
      norm('two', 'one', shape, [5], [7]),
      relu('end', 'two', shape),
    ]),
  );
  const node = loose.nodes[1];
  t.deepEqual(kinds(loose), ['input', 'norm', 'activation']);
  t.deepEqual(node?.kind === 'norm' && [...node.scale.data, ...node.shift.data], [10, 22]);
});

test('padding with zeros before convolutions is theirs; before anything else it stays', t => {
  const pad: DraftNode = {
    kind: 'pad',
    name: 'pad',
    operator: 'Pad',
    inputs: ['x'],
    shape: [1, 3, 4],
    before: [0, 1, 2],
    after: [0, 0, 0],
    value: 0,
  };
  const before = (value: number): Graph =>
    canonise(
      draft([
        input([1, 2, 2]),
        {...pad, value} as DraftNode,
        conv('conv', 'pad', {shape: [1, 2, 3]}),
      ]),
    );
  const folded = layer(before(0), 'conv');
  t.deepEqual(folded.kind === 'conv' && folded.padding, [1, 2, 0, 0]);
  t.deepEqual(kinds(before(0.5)), ['input', 'pad', 'conv', 'reshape']);
  const other = canonise(draft([input([1, 2, 2]), pad, relu('end', 'pad', [1, 3, 4])]));
  t.deepEqual(kinds(other), ['input', 'pad', 'activation', 'reshape']);
});

test('softmax and sigmoid heads are cut off, also behind a reshape, and said to be', t => {
  const fc = dense('fc', 'x', tensor([2, 1], [1, 2]), null);
  const soft = canonise(
    draft([
      input([1]),
      fc,
      {kind: 'softmax', name: 'end', operator: 'Softmax', inputs: ['fc'], shape: [2]},
      reshape('view', 'end', [1, 2]),
      reshape('back', 'view', [2]),
    ]),
  );
  t.deepEqual([soft.head, soft.nodes[soft.output]!.name, soft.notes.length], ['softmax', 'fc', 1]);
  const sigmoid = canonise(
    draft([
      input([1]),
      fc,
      {
        kind: 'activation',
        name: 'end',
        operator: 'Sigmoid',
        inputs: ['fc'],
        shape: [2],
        activation: {name: 'sigmoid'},
      },
    ]),
  );
  t.deepEqual([sigmoid.head, kinds(sigmoid)], ['sigmoid', ['input', 'dense']]);
  t.is(canonise(draft([input([1]), fc, relu('end', 'fc', [2])])).head, 'none');
});

test('a softmax inside the network stays where it runs over the last axis; others are refused by name', t => {
  const nodes = (change: {readonly axis?: number; readonly operator?: string}) => [
    input([2, 2]),
    {
      kind: 'softmax',
      name: 'gate',
      operator: 'Softmax',
      inputs: ['x'],
      shape: [2, 2],
      ...change,
    } as const,
    dense('fc', 'gate', tensor([1, 2], [1, 2]), null),
  ];
  t.deepEqual(kinds(canonise(draft(nodes({})))).slice(0, 3), ['input', 'softmax', 'dense']);
  for (const change of [{axis: 0}, {operator: 'LogSoftmax'}]) {
    const error = t.throws(() => canonise(draft(nodes(change))), {instanceOf: LrpError});
    t.is(error.code, 'graph/unsupported-layer');
    t.regex(error.message, /"gate"/);
  }
});

test('nodes the output does not need are dropped, and an output of several axes is flattened', t => {
  const graph = canonise(
    draft([input([1, 2, 2]), conv('conv', 'x'), relu('aside', 'x', [1, 2, 2])], {output: 'conv'}),
  );
  t.deepEqual(kinds(graph), ['input', 'conv', 'reshape']);
  t.deepEqual(graph.nodes[graph.output]!.shape, [1]);
});

test('values are known not to be negative behind relu and what keeps the sign', t => {
  const shape = [1, 2, 2];
  const graph = canonise(
    draft([
      input(shape),
      relu('a', 'x', shape),
      {
        kind: 'maxpool',
        name: 'b',
        operator: 'MaxPool',
        inputs: ['a'],
        shape: [1, 1, 1],
        kernel: [2, 2],
        stride: [2, 2],
        padding: [0, 0, 0, 0],
      },
      reshape('c', 'b', [1]),
      norm('d', 'c', [1], [2], [0]),
      {kind: 'add', name: 'e', operator: 'Add', inputs: ['c', 'd'], shape: [1]},
      norm('f', 'e', [1], [2], [-1]),
      {
        kind: 'activation',
        name: 'g',
        operator: 'Tanh',
        inputs: ['f'],
        shape: [1],
        activation: {name: 'tanh'},
      },
    ]),
  );
  t.deepEqual(
    graph.nodes.filter(node => node.nonNegative).map(({name}) => name),
    ['a', 'b', 'c', 'd', 'e'],
  );
});

test('class names and preprocessing must fit the network', t => {
  const nodes = [input([1, 2, 2]), conv('conv', 'x')];
  const code = (more: Partial<Draft>): string =>
    t.throws(() => canonise(draft(nodes, more)), {instanceOf: LrpError}).code;
  t.is(code({classes: ['one', 'two']}), 'model/bad-metadata');
  t.is(
    code({preprocessing: {channels: 'RGB', scale: 1, mean: [0, 0, 0], std: [1, 1, 1]}}),
    'model/bad-metadata',
  );
});

test('drafts out of order are refused', t => {
  const code = (nodes: readonly DraftNode[]): string =>
    t.throws(() => canonise(draft(nodes)), {instanceOf: LrpError}).code;
  t.is(code([input([1]), relu('a', 'b', [1]), relu('b', 'a', [1])]), 'model/bad-draft');
  t.is(code([input([1]), relu('a', 'x', [1]), relu('a', 'a', [1])]), 'model/bad-draft');
  t.is(code([input([1]), {...input([1]), name: 'y'}]), 'model/bad-draft');
});

/** A graph as the draft it might have come from. */
function draftOf(graph: Graph): Draft {
  return {
    ...graph,
    nodes: graph.nodes.map(
      node =>
        ({...node, inputs: node.inputs.map(id => graph.nodes[id]!.name)}) as unknown as DraftNode,
    ),
    output: graph.nodes[graph.output]!.name,
  };
}

/** Puts a norm behind every weighted layer, and before every dense one that reads a reshape. */
function withNorms(plain: Draft): Draft {
  const renamed = new Map<string, string>();
  const nodes = plain.nodes.flatMap((node): readonly DraftNode[] => {
    const inputs = node.inputs.map(name => renamed.get(name) ?? name);
    const moved = {...node, inputs} as DraftNode;
    if (
      moved.kind !== 'conv' &&
      moved.kind !== 'depthwise' &&
      moved.kind !== 'dense' &&
      moved.kind !== 'reshape'
    ) {
      return [moved];
    }
    const channels = node.shape[0]!;
    const scale = Array.from({length: channels}, (_, c) => (c % 3 === 2 ? -0.75 : 0.5 + 0.25 * c));
    const shift = Array.from({length: channels}, (_, c) => 0.125 * ((c % 5) - 2));
    renamed.set(node.name, `${node.name}/bn`);
    return [moved, norm(`${node.name}/bn`, node.name, node.shape, scale, shift)];
  });
  return {...plain, nodes, output: renamed.get(plain.output) ?? plain.output};
}

test('law: batch norm behind layers and before dense ones folds away, and no logit changes', t => {
  fc.assert(
    fc.property(casesOf(fc.oneof(mlps, convNets)), ({graph, input: batch}) => {
      const normed = withNorms(draftOf(graph));
      const canonical = canonise(normed);
      const size = batch.data.length / batch.shape[0]!;
      const before = Array.from({length: batch.shape[0]!}, (_, sample) => [
        ...forwardDraft(
          normed,
          Float64Array.from(batch.data.subarray(sample * size, (sample + 1) * size)),
        ),
      ]).flat();
      const after = logitsOf(canonical, batch).flatMap(logits => [...logits]);
      const norms = (nodes: readonly {readonly kind: string}[]): number =>
        nodes.filter(({kind}) => kind === 'norm').length;
      return norms(canonical.nodes) <= norms(graph.nodes) && relativeError(after, before) < 1e-5;
    }),
    {seed: 7, numRuns: 150},
  );
  t.pass();
});

test('law: what is canonical stays as it is', t => {
  fc.assert(
    fc.property(casesOf(convNets), ({graph}) => {
      const once = canonise(draftOf(graph));
      const twice = canonise(draftOf(once));
      return (
        JSON.stringify(twice.nodes.map(({name, inputs}) => [name, inputs])) ===
        JSON.stringify(once.nodes.map(({name, inputs}) => [name, inputs]))
      );
    }),
    {seed: 8, numRuns: 80},
  );
  t.pass();
});
