import test from 'ava';
import type {Graph, GraphNode} from '../../src/graph/graph.js';
import {formatRule} from '../../src/rules/describe.js';
import type {BiasPolicy, Rule} from '../../src/rules/rule.js';
import {againstOracle} from '../helpers/against-oracle.js';
import {engineName, engines} from '../helpers/explain-with.js';
import {GraphBuilder, tensorOf} from '../helpers/graph-builder.js';
import {makePlan} from '../helpers/make-plan.js';
import {randomFrom} from '../helpers/random.js';
import {batchFor} from '../helpers/random-graph.js';

const policies: readonly BiasPolicy[] = ['include', 'drop', 'spread'];

const withBias: readonly Rule[] = policies.flatMap((bias): readonly Rule[] => [
  {kind: 'zero', bias, stabiliser: 1e-9},
  {kind: 'epsilon', epsilon: 0.1, unit: 'absolute', bias},
  {kind: 'epsilon', epsilon: 0.25, unit: 'rms', bias},
  {kind: 'gamma', gamma: 0.25, bias, stabiliser: 1e-6},
  {kind: 'alphabeta', alpha: 2, beta: 1, bias, stabiliser: 1e-6},
  {kind: 'alphabeta', alpha: 1, beta: 0, bias, stabiliser: 1e-3},
  {kind: 'zplus', bias, stabiliser: 1e-6},
  {kind: 'wsquare', bias, stabiliser: 1e-3},
]);

const linear: readonly Rule[] = [
  ...withBias,
  {kind: 'zB', low: -3, high: 2, stabiliser: 1e-6},
  {kind: 'flat', stabiliser: 1e-3},
  {kind: 'gradient'},
];

const proportional: readonly Rule[] = policies.flatMap((bias): readonly Rule[] => [
  {kind: 'zero', bias, stabiliser: 1e-9},
  {kind: 'epsilon', epsilon: 1e-6, unit: 'absolute', bias},
  {kind: 'epsilon', epsilon: 0.25, unit: 'rms', bias},
]);

interface Bench {
  readonly title: string;
  readonly kind: GraphNode['kind'];
  readonly shape: readonly number[];
  readonly rules: readonly Rule[];
  /** Puts the layer behind a ReLU'd (or, where `signed`, a bare) input. */
  readonly put: (
    graph: GraphBuilder,
    normal: (...shape: number[]) => ReturnType<typeof tensorOf>,
  ) => void;
}

const benches: readonly Bench[] = [
  {
    title: 'dense',
    kind: 'dense',
    shape: [6],
    rules: linear,
    put: (graph, normal) => graph.dense(normal(5, 6), normal(5)),
  },
  {
    title: 'a strided, padded convolution',
    kind: 'conv',
    shape: [2, 5, 6],
    rules: linear,
    put: (graph, normal) =>
      graph.conv(normal(3, 2, 3, 2), normal(3), {stride: [2, 1], padding: [1, 0, 2, 1]}),
  },
  {
    title: 'a dilated depthwise convolution',
    kind: 'depthwise',
    shape: [3, 5, 5],
    rules: linear,
    put: (graph, normal) =>
      graph.conv(normal(3, 1, 2, 2), normal(3), {dilation: [2, 1], groups: 3}),
  },
  {
    title: 'average pooling',
    kind: 'avgpool',
    shape: [2, 5, 5],
    rules: [
      ...proportional,
      ...linear.filter(rule =>
        ['alphabeta', 'zplus', 'wsquare', 'flat', 'gradient'].includes(rule.kind),
      ),
      {kind: 'average', stabiliser: 1e-6},
    ],
    put: graph => graph.avgpool({kernel: [3, 2], stride: [2, 2], padding: [1, 0, 1, 1]}),
  },
  {
    title: 'max pooling',
    kind: 'maxpool',
    shape: [2, 5, 5],
    rules: [
      {kind: 'winner'},
      {kind: 'split'},
      {kind: 'gradient'},
      {kind: 'average', stabiliser: 1e-6},
    ],
    put: graph => graph.maxpool({kernel: [3, 2], stride: [1, 2], padding: [1, 0, 1, 1]}),
  },
  {
    title: 'an addition',
    kind: 'add',
    shape: [2, 3, 3],
    rules: [
      ...proportional,
      {kind: 'zplus', bias: 'include', stabiliser: 1e-6},
      {kind: 'flat', stabiliser: 1e-6},
      {kind: 'gradient'},
    ],
    put: (graph, normal) => {
      const from = graph.last;
      graph.add(from, graph.conv(normal(2, 2, 1, 1), normal(2)));
    },
  },
  {
    title: 'a norm',
    kind: 'norm',
    shape: [3, 2, 2],
    rules: [...proportional, {kind: 'pass'}, {kind: 'gradient'}],
    put: (graph, normal) => graph.norm(normal(3), normal(3)),
  },
  {
    title: 'a Pad',
    kind: 'pad',
    shape: [1, 3, 3],
    rules: [{kind: 'pass'}, {kind: 'gradient'}],
    put: graph => graph.pad([0, 1, 0], [0, 2, 1], 0.5),
  },
];

function buildBench(bench: Bench, rectified: boolean): Graph {
  const random = randomFrom(bench.title.length * 7 + 3);
  const normal = (...shape: number[]): ReturnType<typeof tensorOf> =>
    tensorOf(
      shape,
      Array.from({length: shape.reduce((a, b) => a * b)}, () => random.normal() * 0.6),
    );
  const graph = new GraphBuilder(bench.shape);
  if (rectified) graph.relu();
  bench.put(graph, normal);
  graph.relu();
  if (graph.shapeOf().length > 1) graph.flatten();
  graph.dense(normal(3, graph.shapeOf()[0]!), normal(3));
  return graph.build();
}

for (const engine of engines) {
  for (const bench of benches) {
    test.serial(
      `the ledger of ${bench.title} names every cause as the oracle does, under every rule, on ${engineName(engine)}`,
      async t => {
        for (const rectified of [true, false]) {
          const graph = buildBench(bench, rectified);
          const input = batchFor(graph, 8, 11, 'signed');
          const last = graph.nodes.length - 1;
          for (const rule of bench.rules) {
            const plan = makePlan(graph, node => {
              if (node.kind === bench.kind && node.id !== last) return rule;
              return node.kind === 'conv' || node.kind === 'dense'
                ? {kind: 'gamma', gamma: 0.5, bias: 'include', stabiliser: 1e-6}
                : null;
            });
            const verdict = await againstOracle(
              engine,
              graph,
              plan,
              input,
              [0, 1, 2, 0, 1, 2, 0, 1],
            );
            const title = `${formatRule(rule)}${rectified ? '' : ' on inputs of both signs'}`;
            t.deepEqual(verdict.complaints, [], title);
            t.true(verdict.compared > 0, `${title}: nothing could be compared`);
          }
        }
      },
    );
  }

  test.serial(
    `gamma books the relevance of neurons with z = 0 as masked, on ${engineName(engine)}`,
    async t => {
      const graph = new GraphBuilder([2]);
      graph.dense(tensorOf([2, 2], [1, -1, 1, 1]), null);
      graph.dense(tensorOf([1, 2], [1, 1]), tensorOf([1], [1]));
      const built = graph.build();
      const plan = makePlan(built, (_node, index) =>
        index === 0
          ? {kind: 'gamma', gamma: 0.25, bias: 'include', stabiliser: 1e-6}
          : {kind: 'flat', stabiliser: 1e-6},
      );
      const {explanation, complaints} = await againstOracle(
        engine,
        built,
        plan,
        tensorOf([1, 2], [2, 2]),
        [0],
      );
      t.deepEqual(complaints, []);
      // z = [0, 4], logit 5, shared equally: neuron 0 holds 2.5 and drops it.
      t.true(Math.abs(explanation.ledger.samples[0]!.layers[0]!.masked - 2.5) < 1e-5);
    },
  );

  test.serial(
    `αβ books what one-sided neurons gain under gain, on ${engineName(engine)}`,
    async t => {
      const graph = new GraphBuilder([2]);
      graph.dense(tensorOf([1, 2], [1, 2]), null);
      const built = graph.build();
      const plan = makePlan(built, () => ({
        kind: 'alphabeta',
        alpha: 2,
        beta: 1,
        bias: 'include',
        stabiliser: 1e-6,
      }));
      const {explanation} = await againstOracle(engine, built, plan, tensorOf([1, 2], [1, 1]), [0]);
      const line = explanation.ledger.samples[0]!.layers[0]!;
      t.true(
        Math.abs(line.relevanceIn - 6) < 1e-4,
        'α = 2 doubles the 3 of a neuron without negative inputs',
      );
      t.true(Math.abs(line.gain + 3) < 1e-4, String(line.gain));
    },
  );

  test.serial(
    `a bias that dwarfs the contributions costs bias drop no accuracy, on ${engineName(engine)}`,
    async t => {
      const graph = new GraphBuilder([2]);
      graph.dense(tensorOf([1, 2], [1, 0.5]), tensorOf([1], [1]));
      const built = graph.build();
      for (const rule of [
        {kind: 'zero', bias: 'drop', stabiliser: 1e-9},
        {kind: 'epsilon', epsilon: 1e-6, unit: 'absolute', bias: 'drop'},
      ] as const) {
        const plan = makePlan(built, () => rule);
        const {complaints} = await againstOracle(
          engine,
          built,
          plan,
          tensorOf([1, 2], [1e-4, 3e-4]),
          [0],
        );
        t.deepEqual(complaints, [], formatRule(rule));
      }
    },
  );

  test.serial(
    `a bias with no connection to be spread over keeps its share, on ${engineName(engine)}`,
    async t => {
      const graph = new GraphBuilder([1, 2, 2]);
      graph.conv(tensorOf([1, 1, 1, 1], [2]), tensorOf([1], [0.5]), {padding: [0, 1, 0, 0]});
      graph.flatten();
      graph.dense(tensorOf([1, 6], [1, 2, 3, 4, 5, 6]), null);
      const built = graph.build();
      const plan = makePlan(built, (_node, index) =>
        index === null ? null : {kind: 'zero', bias: 'spread', stabiliser: 1e-9},
      );
      const {complaints, explanation} = await againstOracle(
        engine,
        built,
        plan,
        tensorOf([1, 1, 2, 2], [1, 2, 3, 4]),
        [0],
      );
      t.deepEqual(complaints, []);
      // The left column lies in the padding: two neurons of 0.5, weighted 1 and 4.
      t.true(Math.abs(explanation.ledger.samples[0]!.layers[0]!.bias - 2.5) < 1e-4);
    },
  );

  for (const kind of ['avgpool', 'maxpool'] as const) {
    test.serial(
      `a Pad in front of ${kind} may be as wide as the window, on ${engineName(engine)}`,
      async t => {
        const graph = new GraphBuilder([1, 4, 4]);
        graph.pad([0, 2, 2], [0, 0, 0]);
        graph[kind]({kernel: [2, 2]});
        graph.flatten();
        graph.dense(tensorOf([1, 9], [1, -2, 3, -4, 5, -6, 7, -8, 9]), null);
        const built = graph.build();
        const input = batchFor(built, 2, 1, 'signed');
        for (const rule of [{kind: 'gradient'}, {kind: 'average', stabiliser: 1e-6}] as const) {
          const plan = makePlan(built, node =>
            node.kind === kind ? rule : node.kind === 'dense' ? {kind: 'gradient'} : null,
          );
          t.deepEqual((await againstOracle(engine, built, plan, input, [0, 0])).complaints, []);
        }
      },
    );
  }
}
