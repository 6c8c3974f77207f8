import test from 'ava';
import fc from 'fast-check';
import {LrpError} from '../../src/errors/lrp-error.js';
import {explain} from '../../src/explain/explain.js';
import type {Graph} from '../../src/graph/graph.js';
import {buildNetwork, type NetworkDefinition} from '../../src/model/build-network.js';
import type {NetworkLayer} from '../../src/model/numbers/network-layer.js';
import {compilePlan} from '../../src/script/compile-plan.js';
import {relativeError} from '../helpers/compare.js';
import {engineName, engines} from '../helpers/explain-with.js';
import {tensorOf} from '../helpers/graph-builder.js';
import {forward} from '../helpers/oracle-forward.js';
import {randomFrom} from '../helpers/random.js';

/** What the canonical graph computes for one sample, in float64. */
function run(graph: Graph, input: readonly number[]): readonly number[] {
  return [...forward(graph, Float64Array.from(input))[graph.output]!];
}

test('a dense network with a hidden layer and sum pooling computes what paper and pencil do', t => {
  const graph = buildNetwork({
    input: [2],
    layers: [
      {
        kind: 'dense',
        weight: [
          [1, 2],
          [-1, 1],
          [1, -3],
        ],
        bias: [-1, 0, -0.5],
      },
      {kind: 'relu'},
      {kind: 'sumpool'},
    ],
  });
  // z = 1·3 + 2·2 − 1 = 6, −3 + 2 = −1, 3 − 6 − 0.5 = −3.5; only the first is positive.
  t.deepEqual(run(graph, [3, 2]), [6]);
  t.deepEqual(
    graph.nodes.map(({kind, name, operator, shape}) => [kind, name, operator, shape]),
    [
      ['input', 'input', 'Input', [2]],
      ['dense', 'dense1', 'Dense', [3]],
      ['activation', 'relu2', 'Relu', [3]],
      ['dense', 'sumpool3', 'SumPool', [1]],
    ],
  );
  t.is(graph.format, 'numbers');
  t.is(graph.name, 'network');
  t.true(graph.nodes[2]!.nonNegative);
});

test('a convolution slides its kernel, with stride and padding', t => {
  const graph = buildNetwork({
    input: [1, 3, 3],
    layers: [
      {
        kind: 'conv',
        weight: [
          [
            [
              [1, 2],
              [3, 4],
            ],
          ],
        ],
        bias: [0.5],
        stride: 2,
        padding: [1, 1, 0, 0],
      },
    ],
  });
  // Corners of the padded picture: 4·1, 3·2 + 4·3, 2·4 + 4·7, 1·5 + 2·6 + 3·8 + 4·9.
  t.deepEqual(run(graph, [1, 2, 3, 4, 5, 6, 7, 8, 9]), [4.5, 18.5, 36.5, 77.5]);
  t.is(graph.nodes.at(-1)!.kind, 'reshape');
});

test('pooling takes the maximum and the mean of the cells that are there', t => {
  const picture = [1, 2, 3, 4, -5, 6, 7, 8, 9];
  const pooled = (layer: NetworkLayer): readonly number[] =>
    run(buildNetwork({input: [1, 3, 3], layers: [layer]}), picture);
  t.deepEqual(pooled({kind: 'maxpool', size: 2}), [4]);
  t.deepEqual(pooled({kind: 'maxpool', size: 2, stride: 1}), [4, 6, 8, 9]);
  t.deepEqual(pooled({kind: 'avgpool', size: [1, 3]}), [2, 5 / 3, 8]);
  t.deepEqual(pooled({kind: 'avgpool', size: 2, padding: 1}), [1, 2.5, 5.5, 4.5]);
  t.deepEqual(pooled({kind: 'sumpool'}), [35]);
});

test('a batch norm is folded, and the network stays the same', t => {
  const norm: NetworkLayer = {
    kind: 'batchnorm',
    gamma: [2, -1],
    beta: [0.5, 1],
    mean: [1, 2],
    variance: [3, 0.25],
    epsilon: 1,
  };
  const graph = buildNetwork({
    input: [1],
    layers: [{kind: 'dense', weight: [[3], [4]], bias: [1, -1]}, norm],
  });
  t.deepEqual(
    graph.nodes.map(({kind}) => kind),
    ['input', 'dense'],
  );
  t.deepEqual(graph.notes, ['batch norm "batchnorm2" folded left into "dense1"']);
  // x = 2: z = 7 and 7; 2·(7 − 1)/2 + 0.5 and −(7 − 2)/√1.25 + 1.
  const expected = [6.5, 1 - 5 / Math.sqrt(1.25)];
  t.true(relativeError(run(graph, [2]), expected) < 1e-6);
});

test('names, classes and preprocessing go through', t => {
  const preprocessing = {channels: 'L', scale: 1 / 255, mean: [0.5], std: [0.5]} as const;
  const graph = buildNetwork({
    name: 'talk',
    input: [1, 1, 2],
    layers: [
      {kind: 'flatten', name: 'flat'},
      {kind: 'dense', name: 'score', weight: tensorOf([2, 2], [1, 0, 0, 1])},
    ],
    classes: ['a', 'b'],
    preprocessing,
  });
  t.is(graph.name, 'talk');
  t.deepEqual(
    graph.nodes.map(({name}) => name),
    ['input', 'flat', 'score'],
  );
  t.deepEqual(graph.classes, ['a', 'b']);
  t.deepEqual(graph.preprocessing, preprocessing);
});

test('what a caller does to its numbers afterwards changes nothing', t => {
  const weight = tensorOf([1, 1], [2]);
  const rows = [[3]];
  const graph = buildNetwork({
    input: [1],
    layers: [
      {kind: 'dense', weight},
      {kind: 'dense', weight: rows},
    ],
  });
  weight.data[0] = 9;
  rows[0]![0] = 9;
  t.deepEqual(run(graph, [1]), [6]);
});

test('random networks in numbers compute what plain loops compute', t => {
  const spec = fc.record({
    widths: fc.array(fc.integer({min: 1, max: 5}), {minLength: 2, maxLength: 5}),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(spec, ({widths, seed}) => {
      const random = randomFrom(seed);
      const next = (): number => Math.fround(random.normal());
      const dense = widths.slice(1).map((outputs, index) => ({
        weight: Array.from({length: outputs}, () => Array.from({length: widths[index]!}, next)),
        bias: Array.from({length: outputs}, next),
      }));
      const x = Array.from({length: widths[0]!}, next);
      const layers = dense.flatMap((layer): NetworkLayer[] => [
        {kind: 'dense', ...layer},
        {kind: 'relu'},
      ]);
      const expected = dense.reduce<readonly number[]>(
        (values, {weight, bias}) =>
          weight.map((row, j) =>
            Math.max(
              0,
              row.reduce((sum, w, i) => sum + w * values[i]!, bias[j]!),
            ),
          ),
        x,
      );
      const graph = buildNetwork({input: [widths[0]!], layers});
      t.true(relativeError(run(graph, x), expected) < 1e-12);
    }),
    {seed: 5, numRuns: 100},
  );
});

for (const engine of engines) {
  test(`the talk's network is explained as worked out by hand, on ${engineName(engine)}`, async t => {
    const graph = buildNetwork({
      input: [2],
      layers: [
        {
          kind: 'dense',
          weight: [
            [1, 2],
            [1, 1],
          ],
          bias: [-1, -2],
        },
        {kind: 'relu'},
        {kind: 'sumpool'},
      ],
    });
    const plan = compilePlan('layer 1 use zplus\ninput use zplus bias drop', graph);
    const {relevance, logits} = await explain(graph, plan, tensorOf([1, 2], [3, 2]), engine);
    // z = 6, 3; R = 6, 3; 6·(3, 4)/7 + 3·(3, 2)/5.
    t.true(relativeError([...logits.data], [9]) < 1e-6);
    t.true(relativeError([...relevance.data], [18 / 7 + 9 / 5, 24 / 7 + 6 / 5]) < 1e-5);
  });
}

const one = (layer: unknown, input: unknown = [2]): unknown => ({input, layers: [layer]});
const picture = [1, 4, 4];
const conv = {kind: 'conv', weight: [[[[1]]]]};
const norm = {kind: 'batchnorm', gamma: [1, 1], beta: [0, 0], mean: [0, 0], variance: [1, 1]};
const mistakes: readonly (readonly [code: string, definition: unknown, message: RegExp])[] = [
  ['network/layer', undefined, /expected \{input, layers\}, got undefined/],
  ['network/name', {...Object(one({kind: 'relu'})), name: ''}, /name/],
  ['network/name', {...Object(one({kind: 'relu'})), name: 3}, /got 3/],
  ['network/input', one({kind: 'relu'}, null), /got null/],
  ['network/input', {layers: [{kind: 'relu'}]}, /got undefined/],
  ['network/input', one({kind: 'relu'}, []), /got \[\]/],
  ['network/input', one({kind: 'relu'}, [2, 2]), /got \[2, 2\]/],
  ['network/input', one({kind: 'relu'}, [0]), /got \[0\]/],
  ['network/input', one({kind: 'relu'}, [1.5]), /got \[1.5\]/],
  ['network/input', one({kind: 'relu'}, ['2']), /got \["2"\]/],
  ['network/input', one({kind: 'sumpool'}, [1e12]), /more than/],
  ['network/layer', {...Object(one({kind: 'relu'})), layer: []}, /did you mean "layers"/],
  ['network/layer', {input: [2]}, /at least one layer, got undefined/],
  ['network/layer', {input: [2], layers: []}, /got a list of 0/],
  ['network/layer', one(null), /layer 1: expected \{kind, …\}, got null/],
  ['network/layer', one('relu'), /got "relu"/],
  ['network/layer', one({kind: 'rleu'}), /did you mean "relu"\?/],
  ['network/layer', one({kind: 'toString'}), /got "toString"/],
  ['network/layer', one({kind: 'dense', weigth: [[1, 1]]}), /did you mean "weight"\?/],
  ['network/layer', one({kind: 'relu', weight: [[1]]}), /has no field "weight"/],
  ['network/name', one({kind: 'relu', name: 'input'}), /"input" is taken/],
  ['network/name', one({kind: 'relu', name: 7}), /got 7/],
  ['network/numbers', one({kind: 'dense'}), /layer 1 "dense1", weight: .* got undefined/],
  ['network/numbers', one({kind: 'dense', weight: [1, 2]}), /\[outputs × inputs\], got \[2\]/],
  ['network/numbers', one({kind: 'dense', weight: [[1, 2], [1]]}), /weight\[1\]: expected a list/],
  ['network/numbers', one({kind: 'dense', weight: [[1, '2']]}), /weight\[0\]\[1\]: .* got "2"/],
  ['network/numbers', one({kind: 'dense', weight: [[1, Number.NaN]]}), /got NaN/],
  ['network/numbers', one({kind: 'dense', weight: [[1, 1e39]]}), /finite in float32/],
  ['network/numbers', one({kind: 'dense', weight: [[]]}), /a list without numbers/],
  ['network/numbers', one({kind: 'dense', weight: []}), /a list without numbers/],
  ['network/numbers', one({kind: 'dense', weight: Array(1)}), /got \[1\]/],
  ['network/numbers', one({kind: 'dense', weight: {shape: [1, 2], data: [1, 2]}}), /Float32Array/],
  ['network/numbers', one({kind: 'dense', weight: tensorOf([2], [1, 2])}), /got \[2\]/],
  ['network/shape', one({kind: 'dense', weight: [[1, 2, 3]]}), /reads \[2\]: .* for 3 inputs/],
  ['network/shape', one({kind: 'dense', weight: [[1]]}, picture), /put a "flatten" before it/],
  ['network/shape', one({kind: 'dense', weight: [[1, 2]], bias: [1, 2]}), /2 biases for 1 outputs/],
  ['network/shape', one(conv), /reads \[2\]: a convolution reads pictures/],
  ['network/shape', one(conv, [2, 4, 4]), /its weight is for 1 channels/],
  ['network/shape', one({...conv, weight: [[[[1, 2, 3, 4, 5]]]]}, picture), /1×5 does not fit/],
  ['network/window', one({...conv, stride: 0}, picture), /stride: expected whole numbers from 1/],
  ['network/window', one({...conv, stride: [1, 2, 3]}, picture), /got a list of 3/],
  ['network/window', one({...conv, padding: -1}, picture), /padding: expected whole numbers/],
  ['network/window', one({...conv, padding: [1, 2, 3]}, picture), /top, left, bottom and right/],
  ['network/shape', one({...conv, padding: 99999}, picture), /more than/],
  ['network/window', one({kind: 'maxpool'}, picture), /size: .* got undefined/],
  ['network/window', one({kind: 'avgpool', size: 2, padding: 2}, picture), /as wide as the window/],
  ['network/shape', one({kind: 'maxpool', size: 5}, picture), /5×5 does not fit into \[4×4\]/],
  ['network/shape', one({kind: 'maxpool', size: 2}), /pooling reads pictures/],
  ['network/shape', one({...norm, beta: [0]}), /beta holds 1 numbers for 2 channels/],
  ['network/norm', one({...norm, variance: [1, -1]}), /channel 1: expected variance ≥ 0/],
  ['network/norm', one({...norm, variance: [0, 1], epsilon: 0}), /channel 0/],
  ['network/numbers', one({...norm, epsilon: 'small'}), /epsilon: .* got "small"/],
  ['network/classes', {...Object(one({kind: 'relu'})), classes: ['a']}, /1 class names for 2/],
  ['network/classes', {...Object(one({kind: 'relu'})), classes: [1, 2]}, /list of class names/],
  ['network/preprocessing', {...Object(one({kind: 'relu'})), preprocessing: {}}, /preprocessing/],
  [
    'network/preprocessing',
    {
      ...Object(one(conv, picture)),
      preprocessing: {channels: 'RGB', scale: 1, mean: [0, 0, 0], std: [1, 1, 1]},
    },
    /3 channels/,
  ],
];
for (const [index, [code, definition, message]] of mistakes.entries()) {
  test(`mistake ${index} is ${code}: ${message.source}`, t => {
    const error = t.throws(() => buildNetwork(definition as NetworkDefinition), {
      instanceOf: LrpError,
    });
    t.is(error.code, code);
    t.regex(error.message, message);
  });
}
