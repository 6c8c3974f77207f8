import test from 'ava';
import type {MeasureContext} from '../../../src/evaluate/measure-runner.js';
import type {Method} from '../../../src/evaluate/methods/method.js';
import {methodOf} from '../../../src/evaluate/methods/method-of.js';
import {gradientPlan} from '../../../src/evaluate/methods/network-rows.js';
import {NetworkPool} from '../../../src/evaluate/randomisation/networks.js';
import {openRandomisation} from '../../../src/evaluate/randomisation/open-randomisation.js';
import {randomiseLayers} from '../../../src/evaluate/randomisation/randomise-layers.js';
import {rows} from '../../../src/explain/batch.js';
import type {Graph, Tensor} from '../../../src/graph/graph.js';
import {type NamedScores, type ScoredRows, scoreRows} from '../../helpers/evaluated-batch.js';
import {GraphBuilder, tensorOf} from '../../helpers/graph-builder.js';
import {uniformPlan} from '../../helpers/make-plan.js';
import {oracle} from '../../helpers/oracle.js';
import {randomFrom} from '../../helpers/random.js';

const random = randomFrom(11);
const normals = (scale: number, ...shape: number[]): Tensor =>
  tensorOf(
    shape,
    Array.from({length: shape.reduce((a, b) => a * b)}, () => scale * random.normal()),
  );

/** Two convolutions and a dense layer on 2×16×16. */
function network(classes: number): Graph {
  const builder = new GraphBuilder([2, 16, 16]);
  builder.conv(normals(0.4, 6, 2, 3, 3), normals(0.1, 6), {padding: [1, 1, 1, 1]});
  builder.relu();
  builder.maxpool({kernel: [2, 2]});
  builder.conv(normals(0.3, 6, 6, 3, 3), normals(0.1, 6), {padding: [1, 1, 1, 1]});
  builder.relu();
  builder.flatten();
  builder.dense(normals(0.2, classes, 384), null);
  return builder.build();
}

const graph = network(3);
const input = normals(1, 4, 2, 16, 16);
const targets = [0, 1, 2, 0];
const methods: readonly Method[] = [
  methodOf('Edges'),
  methodOf('Random'),
  {kind: 'plan', name: 'Gradient', plan: gradientPlan(graph)},
  {
    kind: 'plan',
    name: 'zplus',
    plan: uniformPlan(graph, {kind: 'zplus', bias: 'include', stabiliser: 1e-6}),
  },
];
const all: ScoredRows = {graph, methods, input, targets};
const score = (own: ScoredRows, given = {}): Promise<NamedScores> =>
  scoreRows('randomisation', openRandomisation, own, given);

test('a map that does not look at the weights scores 1, chance about 0, a gradient between', async t => {
  for (const similarity of ['spearman', 'pearson', 'ssim'] as const) {
    const scores = await score(all, {similarity});
    for (const [measure, [edges, chance, gradient]] of Object.entries(scores)) {
      for (const row of targets.keys()) {
        t.true(Math.abs(edges![row]! - 1) < 1e-9, `${measure} ${edges}`);
        t.true(Math.abs(chance![row]!) < 0.25, `${measure} ${similarity} ${chance}`);
        t.true(Math.abs(gradient![row]!) < 0.95, `${measure} ${gradient}`);
      }
    }
  }
});

/** Pearson's correlation by raw moments, apart from the code under test. */
function correlation(a: Float64Array, b: Float64Array): number {
  const n = a.length;
  const total = (f: (at: number) => number): number =>
    Array.from({length: n}, (_, at) => f(at)).reduce((sum, value) => sum + value);
  const [sa, sb] = [total(at => a[at]!), total(at => b[at]!)];
  const cov = n * total(at => a[at]! * b[at]!) - sa * sb;
  const [va, vb] = [n * total(at => a[at]! ** 2) - sa ** 2, n * total(at => b[at]! ** 2) - sb ** 2];
  return cov / Math.sqrt(va * vb);
}

test('cascading and independent randomisation of a gradient, by the float64 oracle', async t => {
  const {
    cascading,
    independent,
    'random-logit': logit,
  } = await score(all, {
    similarity: 'pearson',
    layers: 2,
  });
  /** Gradients of a network, pooled, row by row. */
  const pooled = (own: Graph, classes: readonly number[]): readonly Float64Array[] => {
    const {relevance} = oracle(own, gradientPlan(own), input, classes);
    return classes.map((_, row) =>
      Float64Array.from(
        {length: 256},
        (__, pixel) => relevance[row * 512 + pixel]! + relevance[row * 512 + 256 + pixel]!,
      ),
    );
  };
  const here = pooled(graph, targets);
  const [last, whole, first] = [[2], [0, 1, 2], [0]].map(layers =>
    pooled(randomiseLayers(graph, layers, 1), targets),
  ) as [typeof here, typeof here, typeof here];
  const others = [0, 1, 2].map(step =>
    pooled(
      graph,
      targets.map(target => (target + step) % 3),
    ),
  );
  for (const row of targets.keys()) {
    const to = (maps: typeof here): number => correlation(here[row]!, maps[row]!);
    t.true(Math.abs(cascading![2]![row]! - (to(last) + to(whole)) / 2) < 1e-3);
    t.true(Math.abs(independent![2]![row]! - (to(last) + to(first)) / 2) < 1e-3);
    // One of the two other classes.
    const errors = others.slice(1).map(maps => Math.abs(logit![2]![row]! - to(maps)));
    t.true(Math.min(...errors) < 1e-3, `${errors}`);
  }
});

test('the same seed gives the same scores, in one batch or row by row; another seed others', async t => {
  const whole = await score(all, {layers: 2});
  t.deepEqual(await score(all, {layers: 2}), whole);
  for (const row of targets.keys()) {
    const part = {...all, input: rows(input, row, row + 1), targets: [targets[row]!], first: row};
    const alone = await score(part, {layers: 2});
    for (const [measure, scores] of Object.entries(whole)) {
      for (const [method, own] of scores.entries())
        t.true(Math.abs(own[row]! - alone[measure]![method]![0]!) < 1e-4, measure);
    }
  }
  const other = await score({...all, seed: 2}, {layers: 2});
  t.notDeepEqual(other['cascading']![2], whole['cascading']![2]);
});

test('a network with one output has no other class; one with two has the other', async t => {
  const single = network(1);
  const one = await score(
    {graph: single, methods: [methodOf('Edges')], input, targets: [0, 0, 0, 0]},
    {layers: 1},
  );
  t.deepEqual(one['random-logit'], [new Array(4).fill(Number.NaN)]);
  t.true(one['cascading']![0]!.every(value => Math.abs(value - 1) < 1e-9));
  const pair = network(2);
  const plan: Method = {kind: 'plan', name: 'Gradient', plan: gradientPlan(pair)};
  const two = {graph: pair, methods: [plan], input};
  const [from, back] = [
    await score({...two, targets: [0, 0, 0, 0]}, {layers: 1}),
    await score({...two, targets: [1, 1, 1, 1]}, {layers: 1}),
  ];
  from['random-logit']![0]!.forEach((value, row) => {
    t.true(Math.abs(value - back['random-logit']![0]![row]!) < 1e-6);
  });
});

test('networks that do not fit into memory are made anew each time, to the same maps', async t => {
  const on = {engine: 'onnx', device: null, seed: 1, signal: null} as const;
  const context = {graph, methods: methods.slice(0, 3), ...on} as unknown as MeasureContext;
  const drawn = {name: 'layer 1', layers: [1], measures: ['independent']} as const;
  const seen: unknown[] = [];
  const results: Float32Array[] = [];
  for (const memory of [0, 1e9]) {
    const pool = new NetworkPool(context, memory);
    for (let turn = 0; turn < 2; turn++) {
      await pool.with(drawn, 4, async runner => {
        seen.push(runner);
        const {maps} = await runner.run(input, targets, ['a', 'b', 'c', 'd']);
        results.push(maps[2]!.data);
      });
    }
    await pool.dispose();
  }
  t.not(seen[0], seen[1]);
  t.is(seen[2], seen[3]);
  for (const maps of results) t.deepEqual(maps, results[0]);
});

test('a signal stops between two networks', async t => {
  const stop = new AbortController();
  stop.abort(new Error('enough'));
  await t.throwsAsync(score({...all, signal: stop.signal}), {message: 'enough'});
});
