import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import {InferenceSession, Tensor as OrtTensor} from 'onnxruntime-node';
import {LrpError} from '../../src/errors/lrp-error.js';
import {canonise} from '../../src/graph/canonise.js';
import type {Draft, DraftNode} from '../../src/graph/draft.js';
import {draftOfGraph} from '../../src/graph/draft-of-graph.js';
import type {Graph, Tensor} from '../../src/graph/graph.js';
import {loadOnnx} from '../../src/model/onnx/load-onnx.js';
import {writeOnnx} from '../../src/model/onnx/write-onnx.js';
import {forwardDraft} from '../helpers/draft-forward.js';
import {goldenCases} from '../helpers/golden-cases.js';
import {tensorOf} from '../helpers/graph-builder.js';
import {logitsOf, relativeError} from '../helpers/graph-forward.js';
import {onnxFixtures} from '../helpers/onnx-fixtures.js';
import {cases} from '../helpers/random-graph.js';
import {randomFrom} from '../helpers/random.js';

const reread = (draft: Draft): Draft => loadOnnx(writeOnnx(draft), {name: draft.name});

/** What another program makes of the file, for a whole batch. */
async function runElsewhere(file: Uint8Array, input: Tensor): Promise<Float32Array> {
  // As it stands: some optimisations of onnxruntime fold a Pad into a pooling that cannot hold it.
  const session = await InferenceSession.create(file, {graphOptimizationLevel: 'disabled'});
  const feed = new OrtTensor('float32', input.data, [...input.shape]);
  const result = await session.run({[session.inputNames[0]!]: feed});
  await session.release();
  return result[session.outputNames[0]!]!.data as Float32Array;
}

const samplesOf = (input: Tensor): readonly Float64Array[] => {
  const size = input.data.length / input.shape[0]!;
  return Array.from({length: input.shape[0]!}, (_, n) =>
    Float64Array.from(input.data.subarray(n * size, (n + 1) * size)),
  );
};

const inputOf = (shape: readonly number[]): DraftNode => ({
  kind: 'input',
  name: 'x',
  operator: 'Input',
  inputs: [],
  shape,
});

function draftOf(nodes: readonly DraftNode[], more: Partial<Draft> = {}): Draft {
  return {
    name: 'test',
    format: 'numbers',
    layout: 'channels-first',
    nodes,
    output: nodes.at(-1)!.name,
    classes: null,
    preprocessing: null,
    notes: [],
    ...more,
  };
}

/** A graph as a draft with a head, whose norms are called batch norms or scalings. */
function variantOf(graph: Graph, head: Graph['head'], norm: string): Draft {
  const draft = draftOfGraph({...graph, head});
  return {
    ...draft,
    nodes: draft.nodes.map(node => (node.kind === 'norm' ? {...node, operator: norm} : node)),
  };
}

test('law: a network that was written and read again computes the same, here and elsewhere', async t => {
  await fc.assert(
    fc.asyncProperty(
      cases,
      fc.constantFrom('none' as const, 'softmax' as const, 'sigmoid' as const),
      fc.constantFrom('BatchNormalization', 'Mul'),
      async ({graph, input}, head, norm) => {
        const draft = variantOf(graph, head, norm);
        const file = writeOnnx(draft);
        const again = canonise(loadOnnx(file, {name: 'test'}));
        const before = canonise(draft);
        t.is(again.head, head);
        t.true(
          relativeError(
            logitsOf(again, input).flatMap(values => [...values]),
            logitsOf(before, input).flatMap(values => [...values]),
          ) < 1e-6,
        );
        const outputs = samplesOf(input).flatMap(sample => [...forwardDraft(draft, sample)]);
        t.true(relativeError(await runElsewhere(file, input), outputs) < 1e-4);
      },
    ),
    {seed: 5, numRuns: 60},
  );
});

/** A graph without what only says how its file called things. */
function meaningOf(graph: Graph): unknown {
  return {
    ...graph,
    nodes: graph.nodes.map(node => ({...node, operator: ''})),
  };
}

for (const {name, folder} of goldenCases()) {
  test(`${name}: the network that was written and read again is the same, number for number`, t => {
    const draft = loadOnnx(readFileSync(join(folder, 'model.onnx')), {name});
    t.deepEqual(meaningOf(canonise(reread(draft))), meaningOf(canonise(draft)));
  });
}

test('the networks of other exporters compute the same after they were written anew', t => {
  const different = onnxFixtures().filter(({name, path, input}) => {
    const draft = loadOnnx(readFileSync(path), {name});
    const before = logitsOf(canonise(draft), input).flatMap(values => [...values]);
    const after = logitsOf(canonise(reread(draft)), input).flatMap(values => [...values]);
    return relativeError(after, before) > 1e-6;
  });
  t.deepEqual(
    different.map(({name}) => name),
    [],
  );
});

test('layers that random networks have not: features on the last axis, orders of axes, other activations', async t => {
  const random = randomFrom(3);
  const numbers = (shape: readonly number[]): Tensor =>
    tensorOf(
      shape,
      Array.from({length: shape.reduce((a, b) => a * b, 1)}, () => random.normal()),
    );
  const activations = [
    {name: 'elu', alpha: 0.5},
    {name: 'tanh'},
    {name: 'softplus'},
    {name: 'sigmoid'},
  ] as const;
  const shape = [3, 2, 4];
  const draft = draftOf([
    inputOf([2, 3, 4]),
    {
      kind: 'transpose',
      name: 'turn',
      operator: 'Permute',
      inputs: ['x'],
      shape: [3, 4, 2],
      permutation: [1, 2, 0],
    },
    {
      kind: 'dense',
      name: 'fc',
      operator: 'Dense',
      inputs: ['turn'],
      shape: [3, 4, 5],
      weight: numbers([5, 2]),
      bias: numbers([5]),
    },
    {
      kind: 'dense',
      name: 'fc.weight',
      operator: 'Dense',
      inputs: ['fc'],
      shape: [3, 4, 2],
      weight: numbers([2, 5]),
      bias: null,
    },
    {kind: 'reshape', name: 'view', operator: 'Reshape', inputs: ['fc.weight'], shape},
    ...activations.map(
      (activation): DraftNode => ({
        kind: 'activation',
        name: activation.name,
        operator: 'Activation',
        inputs: ['view'],
        shape,
        activation,
      }),
    ),
    {
      kind: 'add',
      name: 'sum',
      operator: 'Add',
      inputs: activations.map(({name}) => name),
      shape,
    },
    {
      kind: 'concat',
      name: 'both',
      operator: 'Concatenate',
      inputs: ['sum', 'tanh'],
      axis: 2,
      shape: [3, 2, 8],
    },
    {kind: 'reshape', name: 'flat', operator: 'Flatten', inputs: ['both'], shape: [48]},
    {kind: 'softmax', name: 'end', operator: 'Softmax', inputs: ['flat'], shape: [48]},
  ]);
  const input = numbers([2, 2, 3, 4]);
  const before = samplesOf(input).flatMap(sample => [...forwardDraft(draft, sample)]);
  const again = reread(draft);
  const after = samplesOf(input).flatMap(sample => [...forwardDraft(again, sample)]);
  t.true(relativeError(after, before) < 1e-6);
  t.true(relativeError(await runElsewhere(writeOnnx(draft), input), before) < 1e-5);
  t.deepEqual(
    again.nodes.map(({name}) => name),
    draft.nodes.map(({name}) => name),
  );
});

test('an average pooling keeps its divisors, also where a last window that is not whole counts less', async t => {
  // A row of 5 cells, windows of 2 every 2 cells: the third window holds one real cell.
  const pool = (counts: readonly number[]): Draft =>
    draftOf([
      inputOf([1, 1, 5]),
      {
        kind: 'avgpool',
        name: 'pool',
        operator: 'AveragePool',
        inputs: ['x'],
        shape: [1, 1, 3],
        kernel: [1, 2],
        stride: [1, 2],
        padding: [0, 0, 0, 1],
        counts: tensorOf([1, 3], counts),
      },
    ]);
  const row = tensorOf([1, 1, 1, 5], [1, 2, 3, 4, 5]);
  t.deepEqual([...(await runElsewhere(writeOnnx(pool([2, 2, 1])), row))], [1.5, 3.5, 5]);
  t.deepEqual([...(await runElsewhere(writeOnnx(pool([2, 2, 2])), row))], [1.5, 3.5, 2.5]);
  const counted = (counts: readonly number[]): unknown => {
    const node = reread(pool(counts)).nodes[1]!;
    return node.kind === 'avgpool' && [...node.counts.data];
  };
  t.deepEqual(
    [counted([2, 2, 1]), counted([2, 2, 2])],
    [
      [2, 2, 1],
      [2, 2, 2],
    ],
  );
  // Windows of 3 every 3 cells with a cell before: the padding before counts, what lacks at the end does not.
  const mixed = draftOf([
    inputOf([1, 1, 4]),
    {
      kind: 'avgpool',
      name: 'pool',
      operator: 'AveragePool',
      inputs: ['x'],
      shape: [1, 1, 2],
      kernel: [1, 3],
      stride: [1, 3],
      padding: [0, 1, 0, 1],
      counts: tensorOf([1, 2], [3, 2]),
    },
  ]);
  const again = reread(mixed).nodes[1]!;
  t.deepEqual(again, mixed.nodes[1]);
  const error = t.throws(() => writeOnnx(pool([2, 3, 2])), {instanceOf: LrpError});
  t.is(error.code, 'model/not-writable');
});

test('class names, preprocessing and further metadata travel with the file', t => {
  const preprocessing = {
    channels: 'BGR',
    scale: 1,
    mean: [103.939, 116.779, 123.68],
    std: [1, 1, 1],
  } as const;
  const draft = draftOf(
    [
      inputOf([3, 1, 1]),
      {kind: 'reshape', name: 'flat', operator: 'Flatten', inputs: ['x'], shape: [3]},
    ],
    {classes: ['person', 'horse', 'naïve "quoted"'], preprocessing},
  );
  const file = writeOnnx(draft, {metadata: {'lrplab.classes': 'not these', run: 'seed 1'}});
  const again = loadOnnx(file, {name: 'test'});
  t.deepEqual(again.classes, draft.classes);
  t.deepEqual(again.preprocessing, preprocessing);
  t.true(Buffer.from(file).includes('seed 1'));
});

test('a network that is only its input can be written', async t => {
  const file = writeOnnx(draftOf([inputOf([2])]));
  t.deepEqual([...(await runElsewhere(file, tensorOf([1, 2], [3, 4])))], [3, 4]);
});

test('what the format cannot hold is refused before it is laid out', t => {
  const huge: Tensor = {shape: [2 ** 15, 2 ** 14], data: new Float32Array(2 ** 29)};
  const draft = draftOf([
    inputOf([2 ** 14]),
    {
      kind: 'dense',
      name: 'fc',
      operator: 'Gemm',
      inputs: ['x'],
      shape: [2 ** 15],
      weight: huge,
      bias: null,
    },
  ]);
  const error = t.throws(() => writeOnnx(draft), {instanceOf: LrpError});
  t.is(error.code, 'model/too-large');
  t.regex(error.message, /2 GiB/);
});
