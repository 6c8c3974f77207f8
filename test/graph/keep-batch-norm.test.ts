import {copyFileSync, readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import {canonise} from '../../src/graph/canonise.js';
import type {DraftNode} from '../../src/graph/draft.js';
import {sizeOf, type Tensor} from '../../src/graph/graph.js';
import {loadModel} from '../../src/model/load-model.js';
import {loadOnnx} from '../../src/model/onnx/load-onnx.js';
import {writeOnnx} from '../../src/model/onnx/write-onnx.js';
import {draftOfStack} from '../../src/model/stack/draft-of-stack.js';
import type {Stack, StackLayer} from '../../src/model/stack/stack.js';
import {talkHead} from '../../src/model/stack/talk-head.js';
import {vggFeatures} from '../../src/model/stack/vgg-stack.js';
import {forwardDraft} from '../helpers/draft-forward.js';
import {goldenCases} from '../helpers/golden-cases.js';
import {checkGoldenErrors, goldenErrors} from '../helpers/golden-errors.js';
import {tensorOf} from '../helpers/graph-builder.js';
import {logitsOf, relativeError} from '../helpers/graph-forward.js';
import {randomFrom} from '../helpers/random.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

/** Layers as training may leave them: norms with statistics and factors of both signs, biases that are not 0. */
function trained(layers: readonly StackLayer[], seed: number): readonly StackLayer[] {
  const random = randomFrom(seed);
  const vector = (length: number, next: () => number): Tensor =>
    tensorOf([length], Array.from({length}, next));
  return layers.map(layer => {
    if (layer.kind === 'norm') {
      const length = layer.gamma.data.length;
      return {
        ...layer,
        gamma: vector(length, () => random.normal()),
        beta: vector(length, () => random.normal()),
        mean: vector(length, () => random.normal()),
        variance: vector(length, () => 0.05 + 2 * random.uniform()),
      };
    }
    if (layer.kind === 'dense' && layer.bias !== null) {
      return {...layer, bias: vector(layer.bias.data.length, () => 0.3 * random.normal())};
    }
    return layer;
  });
}

/** A small VGG with batch norm and the talk's head on it. */
function talkStack(spec: {
  readonly hidden: readonly number[];
  readonly outputs: number;
  readonly seed: number;
}): Stack {
  const {seed} = spec;
  const inputShape = [3, 32, 33];
  const features = vggFeatures({depth: 11, batchNorm: true, width: 1 / 64, inputShape, seed});
  const head = talkHead({inputs: sizeOf(features.shape), ...spec});
  const flatten: StackLayer = {kind: 'flatten', name: 'flatten'};
  const layers = trained([...features.layers, flatten, ...head], seed);
  return {name: 'talk', inputShape, layers, classes: null, preprocessing: null, notes: []};
}

test("law: the talk's head with its batch norms folded or kept gives the outputs it gives as it stands", t => {
  fc.assert(
    fc.property(
      fc.record({
        hidden: fc.array(fc.integer({min: 1, max: 12}), {minLength: 1, maxLength: 3}),
        outputs: fc.integer({min: 1, max: 4}),
        seed: fc.nat(),
      }),
      spec => {
        const stack = talkStack(spec);
        const draft = draftOfStack(stack);
        const folded = canonise(draft);
        const kept = canonise(draft, {batchNorm: 'keep'});
        const norms = (graph: typeof kept): number =>
          graph.nodes.filter(({kind}) => kind === 'norm').length;
        t.is(norms(folded), 0);
        t.is(norms(kept), stack.layers.filter(({kind}) => kind === 'norm').length);
        const random = randomFrom(spec.seed ^ 77);
        const size = sizeOf(stack.inputShape);
        const input = tensorOf(
          [1, ...stack.inputShape],
          Array.from({length: size}, () => random.normal()),
        );
        const probabilities = forwardDraft(draft, Float64Array.from(input.data));
        const logits = probabilities.map(p => Math.log(p / (1 - p)));
        for (const graph of [folded, kept]) {
          const found = logitsOf(graph, input)[0]!;
          const head = found.map(value => 1 / (1 + Math.exp(-value)));
          t.true(relativeError(head, probabilities) < 1e-5);
          // Near 0 and 1 the probability no longer tells the logit.
          if (logits.every(value => Math.abs(value) < 10))
            t.true(relativeError(found, logits) < 1e-5);
        }
      },
    ),
    {seed: 3, numRuns: 25},
  );
});

test('kept batch norms stand where they stood, are said to be, and constant scalings still fold', t => {
  const vector = (...values: number[]): Tensor => tensorOf([values.length], values);
  const node = (name: string, operator: string, from: string): DraftNode => ({
    kind: 'norm',
    name,
    operator,
    inputs: [from],
    shape: [2],
    scale: vector(2, 4),
    shift: vector(1, 0),
  });
  const graph = canonise(
    {
      name: 'test',
      format: 'onnx',
      layout: 'channels-first',
      nodes: [
        {kind: 'input', name: 'x', operator: 'Input', inputs: [], shape: [2]},
        node('first', 'Mul', 'x'),
        node('bn', 'BatchNormalization', 'first'),
        {
          kind: 'dense',
          name: 'fc',
          operator: 'Gemm',
          inputs: ['bn'],
          shape: [2],
          weight: tensorOf([2, 2], [1, 0, 0, 1]),
          bias: null,
        },
        node('second', 'Mul', 'fc'),
      ],
      output: 'second',
      classes: null,
      preprocessing: null,
      notes: [],
    },
    {batchNorm: 'keep'},
  );
  t.deepEqual(
    graph.nodes.map(({name, kind}) => `${name} ${kind}`),
    ['x input', 'first norm', 'bn norm', 'fc dense'],
  );
  t.deepEqual(graph.notes, [
    'scaling (Mul) "second" folded left into "fc"',
    'scaling (Mul) "first" stands as a node of its own: no layer beside it can take it in exactly',
    'batch norm "bn" stands as a node of its own: batch norms are kept',
  ]);
});

/** The layers of a golden case under the names and in the form of a stack. */
function stackOf(nodes: readonly DraftNode[]): readonly StackLayer[] {
  return nodes.flatMap((node): readonly StackLayer[] => {
    const {name} = node;
    switch (node.kind) {
      case 'conv': {
        const {weight, bias, stride, padding} = node;
        return [{kind: 'conv', name, weight, bias, stride, padding}];
      }
      case 'maxpool':
      case 'avgpool': {
        const {kernel, stride, kind} = node;
        return [{kind, name, kernel, stride}];
      }
      case 'dense':
        return [{kind: 'dense', name, weight: node.weight, bias: node.bias}];
      case 'norm': {
        // Another way to write the same scale and shift: γ = 3·scale, μ = 0, σ² + ε = 9.
        const channels = node.scale.data.length;
        const all = (value: number): Tensor => tensorOf([channels], Array(channels).fill(value));
        const gamma = {...node.scale, data: node.scale.data.map(value => 3 * value)};
        const [mean, variance] = [all(0), all(8)];
        return [{kind: 'norm', name, gamma, beta: node.shift, mean, variance, epsilon: 1}];
      }
      case 'reshape':
        return [{kind: 'flatten', name}];
      case 'activation':
        return [
          {kind: 'relu', name},
          {kind: 'dropout', name: `${name}/dropout`, rate: 0.25},
        ];
      default:
        return [];
    }
  });
}

test("the talk's head as a stack, written and folded, gives the heatmaps of its golden case", async t => {
  const golden = goldenCases().find(({name}) => name === 'bn-right')!;
  const {nodes} = loadOnnx(readFileSync(join(golden.folder, 'model.onnx')), {name: 'bn-right'});
  const dense = nodes.flatMap((node, at) => (node.kind === 'dense' ? [nodes[at - 1]!.kind] : []));
  t.deepEqual(dense, ['norm', 'norm', 'norm']);
  const folder = await temporaryFolder(t);
  for (const file of readdirSync(golden.folder).filter(name => name.endsWith('.npy')))
    copyFileSync(join(golden.folder, file), join(folder, file));
  const layers: readonly StackLayer[] = [...stackOf(nodes), {kind: 'sigmoid', name: 'end'}];
  const stack = {name: 'talk', inputShape: nodes[0]!.shape, layers};
  const rest = {classes: null, preprocessing: null, notes: []};
  writeFileSync(join(folder, 'model.onnx'), writeOnnx(draftOfStack({...stack, ...rest})));
  const how = {engine: 'onnx', device: 'cpu', optimise: true} as const;
  checkGoldenErrors(t, await goldenErrors({...golden, folder}, how));
  const kept = await loadModel(join(folder, 'model.onnx'), {batchNorm: 'keep'});
  t.is(kept.nodes.filter(({kind}) => kind === 'norm').length, 3);
});
