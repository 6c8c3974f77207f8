import test from 'ava';
import {PlanRunner} from '../../src/explain/plan-runner.js';
import {type Graph, type GraphNode, sizeOf, type Tensor} from '../../src/graph/graph.js';
import {findPreset} from '../../src/plan/presets.js';
import type {Plan} from '../../src/plan/plan.js';
import {resolvePlan} from '../../src/plan/resolve.js';
import type {BiasPolicy, Rule} from '../../src/rules/rule.js';
import {againstOracle, judge} from '../helpers/against-oracle.js';
import {gatedBlock, smallViT} from '../helpers/attention-networks.js';
import {relativeError} from '../helpers/compare.js';
import {engineName, engines} from '../helpers/explain-with.js';
import {GraphBuilder, tensorOf} from '../helpers/graph-builder.js';
import {gradientPlan, makePlan} from '../helpers/make-plan.js';
import {oracle} from '../helpers/oracle.js';
import {forward} from '../helpers/oracle-forward.js';
import {randomFrom} from '../helpers/random.js';

function randomInput(graph: Graph, samples: number, seed: number): Tensor {
  const random = randomFrom(seed);
  const {shape} = graph.nodes[0]!;
  const count = samples * sizeOf(shape);
  return tensorOf(
    [samples, ...shape],
    Array.from({length: count}, () => random.normal()),
  );
}

function presetPlan(name: string, graph: Graph): Plan {
  const resolved = resolvePlan(findPreset(name)!, graph);
  if (!resolved.ok) throw new Error(resolved.diagnostics.map(({message}) => message).join('; '));
  return resolved.value;
}

const coarse: Rule = {kind: 'epsilon', epsilon: 0.1, unit: 'absolute', bias: 'include'};

/** AttnLRP with ε large enough that float32 decides every division. */
function coarsePlan(graph: Graph): Plan {
  const takes: readonly GraphNode['kind'][] = ['matmul', 'add', 'avgpool'];
  return makePlan(graph, (node, index) =>
    index !== null || takes.includes(node.kind) ? coarse : null,
  );
}

const networks: readonly (readonly [title: string, graph: Graph])[] = [
  ['a small vision transformer', smallViT()],
  ['one with approximated GELU', smallViT({seed: 6, approximate: 'tanh'})],
  ['a block with RMSNorm and a SiLU gate', gatedBlock()],
];

for (const [title, graph] of networks) {
  test(`the gradient of ${title} is that of finite differences in float64`, t => {
    const {data} = randomInput(graph, 1, 3);
    const {relevance} = oracle(graph, gradientPlan(graph), {shape: [], data}, [1]);
    const score = (position: number, step: number): number => {
      const moved = Float64Array.from(data);
      moved[position]! += step;
      return forward(graph, moved)[graph.output]![1]!;
    };
    const step = 1e-4;
    // Four points: what is left of the error goes with the fourth power of the step.
    const some = [...data.keys()].filter(position => data.length < 40 || position % 37 === 0);
    const differences = some.map(
      i =>
        (8 * (score(i, step) - score(i, -step)) - (score(i, 2 * step) - score(i, -2 * step))) /
        (12 * step),
    );
    const gradient = some.map(i => relevance[i]!);
    t.true(relativeError(gradient, differences) < 1e-8);
  });

  for (const engine of engines) {
    test.serial(
      `relevance, gradient and ledger of ${title} are the oracle's on ${engineName(engine)}`,
      async t => {
        const input = randomInput(graph, 2, 4);
        for (const plan of [coarsePlan(graph), gradientPlan(graph)]) {
          const verdict = await againstOracle(engine, graph, plan, input, [0, 2]);
          t.deepEqual(verdict.complaints, []);
          t.true(verdict.compared > 0);
        }
        for (const name of ['AttnLRP', 'AttnLRPGamma', 'Gradient']) {
          const plan = presetPlan(name, graph);
          const verdict = await againstOracle(engine, graph, plan, input, [0, 2]);
          t.deepEqual(verdict.complaints, [], name);
        }
      },
    );

    test.serial(
      `plans and targets of ${title} share one pass on ${engineName(engine)}`,
      async t => {
        const plans = [coarsePlan(graph), gradientPlan(graph)];
        const columns = [
          [2, 0],
          [1, 2],
        ];
        const input = randomInput(graph, 2, 8);
        const runner = await PlanRunner.open(graph, plans, {...engine, targets: 2});
        try {
          const {logits, plans: results} = await runner.run(input, columns);
          for (const [which, plan] of plans.entries()) {
            const {relevance, ledger} = results[which]!;
            const size = sizeOf(graph.nodes[0]!.shape);
            for (const column of [0, 1]) {
              const rows = [column, 2 + column];
              const data = Float32Array.from(
                rows.flatMap(row => [...relevance.data.subarray(row * size, (row + 1) * size)]),
              );
              const targets = columns.map(own => own[column]!);
              const samples = rows.map(row => ledger[row]!);
              const {complaints} = judge(
                {
                  plan,
                  relevance: {shape: [2, ...graph.nodes[0]!.shape], data},
                  logits,
                  targets,
                  ledger: {version: 1, model: graph.name, plan: plan.name, samples},
                  engine: '',
                  layers: null,
                },
                graph,
                plan,
                input,
                targets,
              );
              t.deepEqual(complaints, []);
            }
          }
        } finally {
          await runner.dispose();
        }
      },
    );
  }
}

/** One layer between a constant-free input and a sum over all its outputs with given weights. */
function oneLayer(
  shape: readonly number[],
  put: (graph: GraphBuilder) => number,
  weights: readonly number[],
): Graph {
  const graph = new GraphBuilder(shape);
  put(graph);
  graph.flatten();
  graph.dense(tensorOf([1, weights.length], weights), null);
  return graph.build();
}

const policies: readonly BiasPolicy[] = ['include', 'drop', 'spread'];
const proportional: readonly Rule[] = policies.flatMap((bias): readonly Rule[] => [
  {kind: 'zero', bias, stabiliser: 1e-9},
  {kind: 'epsilon', epsilon: 0.1, unit: 'absolute', bias},
]);

const random = randomFrom(21);
const normals = (...shape: number[]) =>
  tensorOf(
    shape,
    Array.from({length: sizeOf(shape)}, () => random.normal()),
  );
const weights = (length: number) => Array.from({length}, () => random.normal());

const layers: readonly (readonly [kind: GraphNode['kind'], rules: readonly Rule[], Graph])[] = [
  [
    'softmax',
    [{kind: 'taylor'}, {kind: 'pass'}, {kind: 'gradient'}],
    oneLayer([2, 3, 4], graph => graph.node({kind: 'softmax'}, [0], [2, 3, 4], true), weights(24)),
  ],
  ...[true, false].map(
    centre =>
      [
        'layernorm',
        [...proportional, {kind: 'pass'}, {kind: 'gradient'}],
        oneLayer(
          [2, 3, 4],
          graph =>
            graph.node(
              {kind: 'layernorm', epsilon: 1e-5, centre, scale: normals(4), shift: normals(4)},
              [0],
              [2, 3, 4],
            ),
          weights(24),
        ),
      ] as const,
  ),
  [
    'multiply',
    [{kind: 'flat', stabiliser: 1e-6}, {kind: 'gradient'}],
    oneLayer(
      [3, 4],
      graph => graph.node({kind: 'multiply'}, [0, graph.dense(normals(4, 4), normals(4))], [3, 4]),
      weights(12),
    ),
  ],
  ...[true, false].map(
    transposeB =>
      [
        'matmul',
        [...proportional, {kind: 'gradient'}],
        oneLayer(
          [2, 3, 3],
          graph =>
            graph.node(
              {kind: 'matmul', transposeB, scale: 0.5},
              [0, graph.dense(normals(3, 3), normals(3))],
              [2, 3, 3],
            ),
          weights(18),
        ),
      ] as const,
  ),
];

for (const engine of engines) {
  for (const [index, [kind, rules, graph]] of layers.entries()) {
    test.serial(
      `every rule of ${kind} (${index}) is the oracle's, with its account, on ${engineName(engine)}`,
      async t => {
        const input = randomInput(graph, 3, 30 + index);
        for (const rule of rules) {
          const plan = makePlan(graph, (node, number) =>
            node.kind === kind ? rule : number === null ? null : {kind: 'gradient'},
          );
          const {complaints, compared} = await againstOracle(engine, graph, plan, input, [0, 0, 0]);
          t.deepEqual(complaints, [], JSON.stringify(rule));
          t.true(compared > 0, JSON.stringify(rule));
        }
      },
    );
  }

  test.serial(`softmax by hand, with the bias it keeps, on ${engineName(engine)}`, async t => {
    // x = (0, ln 3): s = (1/4, 3/4). The score is 4·s₁ + 8·s₂, so R = (1, 6) and Σ R = 7.
    const graph = oneLayer([2], built => built.node({kind: 'softmax'}, [0], [2], true), [4, 8]);
    const plan = makePlan(graph, (_node, number) =>
      number === null ? null : {kind: 'zero', bias: 'include', stabiliser: 1e-9},
    );
    const x = Math.log(3);
    const {explanation, complaints} = await againstOracle(
      engine,
      graph,
      plan,
      tensorOf([1, 2], [0, x]),
      [0],
    );
    t.deepEqual(complaints, []);
    const [first, second] = explanation.relevance.data;
    t.is(first! + 0, 0);
    t.true(Math.abs(second! - x * (6 - 0.75 * 7)) < 1e-5);
    const line = explanation.ledger.samples[0]!.layers.find(({kind}) => kind === 'softmax')!;
    t.true(Math.abs(line.bias - (7 - x * 0.75)) < 1e-5);
  });

  test.serial(`a product by hand: half to each factor, on ${engineName(engine)}`, async t => {
    // a = (1, 2), b = (3, −1)ᵀ, both from one input: O = 1. The terms are 3 and −2, and half of each goes to a factor.
    const graph = new GraphBuilder([2, 2]);
    const a = graph.node({kind: 'slice', begin: [0, 0]}, [0], [1, 2]);
    const b = graph.node({kind: 'slice', begin: [1, 0]}, [0], [1, 2]);
    graph.node({kind: 'matmul', transposeB: true, scale: 1}, [a, b], [1, 1]);
    graph.flatten();
    graph.dense(tensorOf([1, 1], [10]), null);
    const built = graph.build();
    const plan = makePlan(built, (node, number) =>
      number !== null || node.kind === 'matmul'
        ? {kind: 'zero', bias: 'include', stabiliser: 1e-9}
        : null,
    );
    const {explanation, complaints} = await againstOracle(
      engine,
      built,
      plan,
      tensorOf([1, 2, 2], [1, 2, 3, -1]),
      [0],
    );
    t.deepEqual(complaints, []);
    t.true(relativeError([...explanation.relevance.data], [15, -10, 15, -10]) < 1e-5);
  });

  test.serial(
    `what reaches a constant is kept and booked as bias, on ${engineName(engine)}`,
    async t => {
      // 3 + 1 = 4 of which the constant gave a quarter; the score is 8.
      const graph = new GraphBuilder([1]);
      const constant = graph.node({kind: 'constant', value: tensorOf([1], [1])}, [], [1]);
      graph.add(0, constant);
      graph.dense(tensorOf([1, 1], [2]), null);
      const built = graph.build();
      const plan = makePlan(built, (_node, number) =>
        number === null ? null : {kind: 'zero', bias: 'include', stabiliser: 1e-9},
      );
      const {explanation, complaints} = await againstOracle(
        engine,
        built,
        plan,
        tensorOf([1, 1], [3]),
        [0],
      );
      t.deepEqual(complaints, []);
      t.true(Math.abs(explanation.relevance.data[0]! - 6) < 1e-4);
      const line = explanation.ledger.samples[0]!.layers.find(({kind}) => kind === 'constant')!;
      t.deepEqual([line.rule, line.relevanceIn], ['constant', 0]);
      t.true(Math.abs(line.bias - 2) < 1e-4);
    },
  );
}
