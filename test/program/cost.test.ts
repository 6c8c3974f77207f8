import test from 'ava';
import type {Graph} from '../../src/graph/graph.js';
import type {Plan} from '../../src/plan/plan.js';
import {compileForward, compileProgram} from '../../src/program/compile.js';
import {costInForwardPasses, programCost} from '../../src/program/cost.js';
import type {BiasPolicy, Rule} from '../../src/rules/rule.js';
import {GraphBuilder, tensorOf} from '../helpers/graph-builder.js';
import {gradientPlan, makePlan, uniformPlan} from '../helpers/make-plan.js';

const weights = (...shape: readonly number[]) =>
  tensorOf(
    shape,
    Array.from({length: shape.reduce((a, b) => a * b)}, (_, i) => ((i * 5) % 7) - 3),
  );

const stabiliser = 1e-6;
const bias: BiasPolicy = 'include';
const rules = {
  zero: {kind: 'zero', bias, stabiliser: 1e-9},
  'zero bias drop': {kind: 'zero', bias: 'drop', stabiliser: 1e-9},
  epsilon: {kind: 'epsilon', epsilon: 1e-6, unit: 'absolute', bias},
  'epsilon rms': {kind: 'epsilon', epsilon: 0.25, unit: 'rms', bias},
  zplus: {kind: 'zplus', bias, stabiliser},
  gamma: {kind: 'gamma', gamma: 0.25, bias, stabiliser},
  zB: {kind: 'zB', low: -1, high: 1, stabiliser},
  wsquare: {kind: 'wsquare', bias, stabiliser},
  flat: {kind: 'flat', stabiliser},
  'alphabeta(2, 1)': {kind: 'alphabeta', alpha: 2, beta: 1, bias, stabiliser},
  'alphabeta(1, 0)': {kind: 'alphabeta', alpha: 1, beta: 0, bias, stabiliser},
  gradient: {kind: 'gradient'},
} as const satisfies Record<string, Rule>;
type Name = keyof typeof rules;

const costOf = (graph: Graph, plan: Plan, ledger = true): number =>
  costInForwardPasses(compileProgram(graph, plan, {ledger}).program, compileForward(graph));

/** 6 → 5 → 4 → 3, ReLU between, with biases: 30, 20 and 12 multiply-adds. */
function mlp(nonNegativeInput: boolean): Graph {
  const graph = new GraphBuilder([6], nonNegativeInput);
  graph.dense(weights(5, 6), weights(5));
  graph.relu();
  graph.dense(weights(4, 5), weights(4));
  graph.relu();
  graph.dense(weights(3, 4), weights(3));
  return graph.build();
}

/** [2,5,5] → conv 3×3 → [3,5,5] → ReLU → 2 max pooling → conv 3×3 depthwise → dense: 1350 + 108 + 24. */
function convNet(): Graph {
  const graph = new GraphBuilder([2, 5, 5]);
  graph.conv(weights(3, 2, 3, 3), weights(3), {padding: [1, 1, 1, 1]});
  graph.relu();
  graph.maxpool({kernel: [2, 2]});
  graph.conv(weights(3, 1, 3, 3), weights(3), {padding: [1, 1, 1, 1], groups: 3});
  graph.relu();
  graph.flatten();
  graph.dense(weights(2, 12), weights(2));
  return graph.build();
}

test('a forward pass of the dense network is 62 multiply-adds, of the convolutional one 1482', t => {
  t.is(programCost(compileForward(mlp(true))), 30 + 20 + 12);
  t.is(programCost(compileForward(convNet())), 3 * 2 * 9 * 25 + 3 * 9 * 4 + 24);
});

/**
 * Forward passes of a layer each rule needs, the primal pass included: behind a ReLU and under one
 * (`inside`), at a signed input under a ReLU (`signed`), at the output (`output`).
 */
const passes: Readonly<Record<Name, readonly [inside: number, signed: number, output: number]>> = {
  zero: [2, 2, 2],
  'zero bias drop': [2, 2, 2],
  epsilon: [2, 2, 2],
  'epsilon rms': [2, 2, 2],
  // W⁺x forward and back; at a signed input also W⁻x⁻.
  zplus: [3, 5, 3],
  // z⁺ forward, W+γW⁺ back; at a signed input also on x⁻. Logits below zero go back through W+γW⁻.
  gamma: [3, 5, 4],
  // z is that of the primal pass; back through W⁺ and W⁻.
  zB: [3, 3, 3],
  // The denominators are constants.
  wsquare: [2, 2, 2],
  flat: [2, 2, 2],
  // W⁺ and W⁻, forward and back, and z = z⁺ + z⁻; on x⁺ and x⁻ where x has both signs.
  'alphabeta(2, 1)': [4, 8, 4],
  'alphabeta(1, 0)': [3, 5, 3],
  gradient: [2, 2, 2],
};

for (const [name, [inside, signed, output]] of Object.entries(passes)) {
  const rule = rules[name as Name];
  test(`${name} costs ${inside} F behind a ReLU, ${signed} F at a signed input, ${output} F at the output`, t => {
    for (const ledger of [true, false]) {
      const positive = uniformPlan(mlp(true), rule);
      t.is(costOf(mlp(true), positive, ledger), ((30 + 20) * inside + 12 * output) / 62);
      const both = uniformPlan(mlp(false), rule);
      t.is(costOf(mlp(false), both, ledger), (30 * signed + 20 * inside + 12 * output) / 62);
    }
  });

  test(`${name} costs the same on convolutions, but flat needs one channel for all`, t => {
    const graph = convNet();
    const back = name === 'flat' ? 1350 / 2 - 1350 : 0;
    t.is(
      costOf(graph, uniformPlan(graph, rule)),
      (1350 * signed + back + 108 * inside + 24 * output) / 1482,
    );
  });
}

test('a gradient costs 2 F', t => {
  t.is(costOf(convNet(), gradientPlan(convNet())), 2);
});

test('pass costs nothing beyond the primal pass', t => {
  const graph = new GraphBuilder([4]);
  graph.dense(weights(4, 4), null);
  graph.relu();
  graph.dense(weights(4, 4), null);
  const built = graph.build();
  t.is(costOf(built, uniformPlan(built, {kind: 'pass'})), 1);
});

test('gamma pays for z < 0 where the rule behind it gives relevance to dead units', t => {
  // Behind the first layer stands flat, which feeds units that ReLU switched off.
  const graph = mlp(true);
  const plan = makePlan(graph, (_, index) =>
    index === null ? null : index === 1 ? rules.flat : index === 0 ? rules.gamma : rules.epsilon,
  );
  t.is(costOf(graph, plan), (30 * 4 + 20 * 2 + 12 * 2) / 62);
});

test('without optimising nothing is left out', t => {
  const graph = mlp(true);
  const {program} = compileProgram(graph, uniformPlan(graph, rules.zplus), {optimise: false});
  t.is(programCost(program), 62 * 5);
});

test('a network without weights costs 0 F', t => {
  const graph = new GraphBuilder([2]);
  graph.relu();
  const built = graph.build();
  t.is(costOf(built, uniformPlan(built, rules.zero)), 0);
});
