import test from 'ava';
import {describeMethod} from '../../../src/evaluate/methods/describe-method.js';
import type {Method} from '../../../src/evaluate/methods/method.js';
import {methodCost} from '../../../src/evaluate/methods/method-cost.js';
import {methodOf} from '../../../src/evaluate/methods/method-of.js';
import {gradientPlan} from '../../../src/evaluate/methods/network-rows.js';
import {openMethods} from '../../../src/evaluate/methods/open-methods.js';
import {referencePicture} from '../../../src/evaluate/methods/reference-picture.js';
import {toChannelsLast} from '../../../src/data/layout.js';
import type {Graph, Tensor} from '../../../src/graph/graph.js';
import {baselines} from '../../../src/measures/baselines.js';
import {findPreset} from '../../../src/plan/presets.js';
import {resolvePlan} from '../../../src/plan/resolve.js';
import {logitsOf, relativeError} from '../../helpers/graph-forward.js';
import {GraphBuilder, tensorOf} from '../../helpers/graph-builder.js';
import {uniformPlan} from '../../helpers/make-plan.js';
import {mapsOf} from '../../helpers/method-maps.js';
import {oracle} from '../../helpers/oracle.js';
import {randomFrom} from '../../helpers/random.js';

const random = randomFrom(5);
const normals = (...shape: number[]): Tensor =>
  tensorOf(
    shape,
    Array.from({length: shape.reduce((a, b) => a * b)}, () => random.normal() / 2),
  );

/** Two convolutions and a dense layer on 3×12×12, three classes; pixels to −1…1. */
const graph: Graph = (() => {
  const builder = new GraphBuilder([3, 12, 12]);
  builder.conv(normals(4, 3, 3, 3), normals(4), {padding: [1, 1, 1, 1]});
  builder.relu();
  builder.maxpool({kernel: [2, 2]});
  builder.conv(normals(5, 4, 3, 3), normals(5));
  builder.relu();
  builder.flatten();
  builder.dense(normals(3, 80), normals(3));
  const half = [0.5, 0.5, 0.5];
  return builder.build({channels: 'RGB', scale: 1 / 255, mean: half, std: half});
})();

const batch = tensorOf(
  [4, 3, 12, 12],
  Array.from({length: 4 * 432}, () => 2 * random.uniform() - 1),
);
const targets = [0, 1, 2, 1];

/** Every baseline, small, and a plan among them. */
const all: readonly Method[] = [
  methodOf('Random'),
  {
    kind: 'plan',
    name: 'zplus',
    plan: uniformPlan(graph, {kind: 'zplus', bias: 'include', stabiliser: 1e-6}),
  },
  methodOf('Edges'),
  methodOf('GradientTimesInput'),
  methodOf('SmoothGrad', {samples: 3}),
  {kind: 'plan', name: 'Gradient', plan: gradientPlan(graph)},
  methodOf('IntegratedGradients', {steps: 3, reference: 'blur'}),
  methodOf('Occlusion', {size: 5, stride: 3, fill: 'blur'}),
];

test('every baseline of the table explains, in the order of the methods', async t => {
  const names = new Set(all.flatMap(own => (own.kind === 'baseline' ? [own.baseline] : [])));
  t.deepEqual(names, new Set(baselines.map(({name}) => name)));
  const {maps, logits} = await mapsOf(graph, all, batch, targets);
  t.is(maps.length, all.length);
  for (const {shape, data} of maps) {
    t.deepEqual(shape, batch.shape);
    t.true(data.every(Number.isFinite));
  }
  const truth = oracle(graph, gradientPlan(graph), batch, targets);
  t.true(relativeError(maps[5]!.data, truth.relevance) < 1e-4);
  const product = truth.relevance.map((slope, index) => slope * batch.data[index]!);
  t.true(relativeError(maps[3]!.data, product) < 1e-4);
  t.true(relativeError(logits.data, truth.logits) < 1e-4);
});

test('what is drawn depends on seed and key, not on the batch or the pieces', async t => {
  const whole = await mapsOf(graph, all, batch, targets);
  const small = await mapsOf(graph, all, batch, targets, {memory: 1});
  const again = await mapsOf(graph, all, batch, targets);
  for (const [method, {data}] of whole.maps.entries()) {
    t.deepEqual(again.maps[method]!.data, data);
    t.true(relativeError(small.maps[method]!.data, data) < 1e-4, all[method]!.name);
  }
  for (const [row, target] of targets.entries()) {
    const one = tensorOf([1, 3, 12, 12], batch.data.subarray(row * 432, (row + 1) * 432));
    const alone = await mapsOf(graph, all, one, [target], {keys: [`row ${row}`]});
    for (const [method, {data}] of whole.maps.entries()) {
      const part = data.subarray(row * 432, (row + 1) * 432);
      t.true(relativeError(alone.maps[method]!.data, part) < 1e-4, all[method]!.name);
    }
  }
});

test('both engines give the same maps', async t => {
  const here = await mapsOf(graph, all, batch, targets);
  const there = await mapsOf(graph, all, batch, targets, {engine: 'tfjs', device: 'cpu'});
  for (const [method, {data}] of here.maps.entries())
    t.true(relativeError(there.maps[method]!.data, data) < 1e-4, all[method]!.name);
  t.true(relativeError(there.logits.data, here.logits.data) < 1e-4);
});

test('a network whose channels come last gets the same maps, channels last', async t => {
  const last: Graph = {...graph, layout: 'channels-last'};
  // What is drawn for each value goes by its place in memory.
  const sure = all.filter(({name}) => !/^(Random|SmoothGrad)/.test(name));
  const first = await mapsOf(graph, sure, batch, targets);
  const turned = await mapsOf(last, sure, toChannelsLast(batch), targets);
  for (const [method, map] of first.maps.entries()) {
    const {shape, data} = turned.maps[method]!;
    t.deepEqual(shape, [4, 12, 12, 3]);
    t.true(relativeError(data, toChannelsLast(map).data) < 1e-4, sure[method]!.name);
  }
});

for (const reference of ['black', 'mean', 'blur'] as const) {
  test(`integrated gradients from ${reference} add up to f(x) − f(x′), the nearer the more steps`, async t => {
    const starts = targets.flatMap((_, row) => [
      ...referencePicture(reference, batch.data.subarray(row * 432, (row + 1) * 432), graph),
    ]);
    const here = logitsOf(graph, batch);
    const there = logitsOf(graph, tensorOf(batch.shape, starts));
    const counts = [1, 8, 64];
    const methods = counts.map(steps => methodOf('IntegratedGradients', {steps, reference}));
    const {maps} = await mapsOf(graph, methods, batch, targets);
    const errors = maps.map(({data}) =>
      Math.max(
        ...targets.map((target, row) => {
          const sum = data
            .subarray(row * 432, (row + 1) * 432)
            .reduce((total, value) => total + value, 0);
          return Math.abs(sum - (here[row]![target]! - there[row]![target]!));
        }),
      ),
    );
    const size = Math.max(...targets.map((target, row) => Math.abs(here[row]![target]!)));
    t.true(errors[2]! < 0.02 * size, `${errors} of ${size}`);
    t.true(errors[2]! < errors[0]! / 4, `${errors}`);
  });
}

test('fewer samples of SmoothGrad are the first of more', async t => {
  const methods = [1, 2, 4].map(samples => methodOf('SmoothGrad', {samples, noise: 0.4}));
  const {maps} = await mapsOf(graph, methods, batch, targets);
  const [one, two, four] = maps.map(({data}) => data) as [Float32Array, Float32Array, Float32Array];
  t.true(relativeError(one, two) > 0.01 && relativeError(two, four) > 0.01);
  const other = await mapsOf(graph, [methods[0]!], batch, targets, {seed: 9});
  t.true(relativeError(other.maps[0]!.data, one) > 0.01);
  const noiseless = await mapsOf(graph, [methodOf('SmoothGrad', {noise: 0})], batch, targets);
  const truth = oracle(graph, gradientPlan(graph), batch, targets);
  t.true(relativeError(noiseless.maps[0]!.data, truth.relevance) < 1e-4);
});

test('occlusion of a network by sums over patches written out', async t => {
  const {maps} = await mapsOf(graph, [methodOf('Occlusion', {size: 4, stride: 4})], batch, targets);
  const here = logitsOf(graph, batch);
  const expected = new Float64Array(batch.data.length);
  const at = (row: number, channel: number, y: number, x: number): number =>
    ((row * 3 + channel) * 12 + y) * 12 + x;
  for (const top of [0, 4, 8]) {
    for (const left of [0, 4, 8]) {
      const covered = Float32Array.from(batch.data);
      const cells: [number, number][] = Array.from({length: 16}, (_, k) => [
        top + (k >> 2),
        left + (k & 3),
      ]);
      targets.forEach((_, row) => {
        for (let channel = 0; channel < 3; channel++) {
          const plane = batch.data.subarray(at(row, channel, 0, 0), at(row, channel, 12, 0));
          const mean = plane.reduce((sum, value) => sum + value, 0) / 144;
          for (const [y, x] of cells) covered[at(row, channel, y, x)] = mean;
        }
      });
      const there = logitsOf(graph, tensorOf(batch.shape, covered));
      targets.forEach((target, row) => {
        const fall = here[row]![target]! - there[row]![target]!;
        for (let channel = 0; channel < 3; channel++)
          for (const [y, x] of cells) expected[at(row, channel, y, x)] = fall / 3;
      });
    }
  }
  t.true(relativeError(maps[0]!.data, expected) < 1e-4);
});

test('a run without methods, or with an unknown baseline, is refused', async t => {
  const options = {engine: 'onnx', device: null, seed: 1} as const;
  await t.throwsAsync(openMethods(graph, [], options), {code: 'evaluate/method'});
  const unknown = {...methodOf('Random'), baseline: 'Dice'} as Method;
  await t.throwsAsync(openMethods(graph, [unknown], options), {code: 'evaluate/baseline'});
});

test('a signal stops a baseline between two runs', async t => {
  const stop = new AbortController();
  stop.abort(new Error('enough'));
  const run = mapsOf(graph, [methodOf('SmoothGrad')], batch, targets, {signal: stop.signal});
  await t.throwsAsync(run, {message: 'enough'});
});

test('a baseline has its defaults and a name that shows what differs from them', t => {
  t.deepEqual(methodOf('smoothgrad', {samples: 32}), {
    kind: 'baseline',
    name: 'SmoothGrad(samples=32)',
    baseline: 'SmoothGrad',
    arguments: {samples: 32, noise: 0.15},
  });
  t.is(methodOf('Random').name, 'Random');
  t.is(methodOf('Occlusion', {size: 16}, 'covered').name, 'covered');
  t.throws(() => methodOf('SmoothGrid'), {code: 'evaluate/baseline', message: /SmoothGrad/});
  t.throws(() => methodOf('SmoothGrad', {samples: 0}), {code: 'evaluate/argument'});
  t.throws(() => methodOf('Random', {size: 3}), {code: 'evaluate/argument'});
});

test('a plan is described in lines that the language reads, a baseline with all its arguments', t => {
  const resolved = resolvePlan(findPreset('EpsilonPlusFlat')!, graph);
  t.true(resolved.ok);
  if (!resolved.ok) return;
  const plan: Method = {kind: 'plan', name: 'flat', plan: resolved.value};
  t.deepEqual(describeMethod(plan), [
    'layer 0 use flat',
    'layer 1 use zplus',
    'layer 2 use epsilon(1e-6)',
  ]);
  t.deepEqual(describeMethod(all[5]!), ['all use gradient']);
  t.deepEqual(describeMethod(methodOf('IntegratedGradients', {steps: 5})), [
    baselines.find(({name}) => name === 'IntegratedGradients')!.meaning,
    'steps = 5',
    'reference = black',
  ]);
});

test('costs in forward passes', t => {
  const costs = all.map(method => methodCost(graph, method));
  t.is(costs[0], 0);
  t.is(costs[2], 0);
  t.is(costs[3], costs[5]);
  t.true(Math.abs(costs[3]! - 2) < 0.5);
  t.is(costs[4], 3 * costs[3]!);
  t.is(costs[6], 3 * costs[3]!);
  // Patches begin at 0, 3, 6, 7 along each side.
  t.is(costs[7], 17);
});
