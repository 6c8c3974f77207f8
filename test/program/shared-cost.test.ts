import test from 'ava';
import type {Graph} from '../../src/graph/graph.js';
import type {Plan} from '../../src/plan/plan.js';
import {compileForward, compilePlans} from '../../src/program/compile.js';
import {costInForwardPasses} from '../../src/program/cost.js';
import type {Rule} from '../../src/rules/rule.js';
import {GraphBuilder, tensorOf} from '../helpers/graph-builder.js';
import {uniformPlan} from '../helpers/make-plan.js';

const weights = (...shape: readonly number[]) =>
  tensorOf(
    shape,
    Array.from({length: shape.reduce((a, b) => a * b)}, (_, i) => ((i * 5) % 7) - 3),
  );

/** Two convolutions and a dense layer with ReLU behind each, so that no logit is negative. */
function reluNet(): Graph {
  const graph = new GraphBuilder([2, 6, 6], true);
  graph.conv(weights(3, 2, 3, 3), weights(3), {padding: [1, 1, 1, 1]});
  graph.relu();
  graph.conv(weights(4, 3, 3, 3), weights(4), {padding: [1, 1, 1, 1]});
  graph.relu();
  graph.flatten();
  graph.dense(weights(3, 144), weights(3));
  graph.relu();
  return graph.build();
}

const options = {bias: 'include', stabiliser: 1e-6} as const;
const gamma = (value: number): Rule => ({kind: 'gamma', gamma: value, ...options});
const zplus: Rule = {kind: 'zplus', ...options};
const alphabeta: Rule = {kind: 'alphabeta', alpha: 2, beta: 1, ...options};
const epsilon: Rule = {kind: 'epsilon', epsilon: 1e-6, unit: 'absolute', bias: 'include'};

function costOf(graph: Graph, plans: readonly Plan[], targets = 1): number {
  return costInForwardPasses(compilePlans(graph, plans, {targets}).program, compileForward(graph));
}

const plansOf = (graph: Graph, rules: readonly Rule[]) =>
  rules.map(rule => uniformPlan(graph, rule));

for (const [name, rule, primal] of [
  ['epsilon', epsilon, 1],
  ['zplus', zplus, 2],
  ['gamma', gamma(0.25), 2],
] as const) {
  test(`T targets under ${name} cost ${primal} F before them and 1 F each`, t => {
    const graph = reluNet();
    for (const targets of [1, 2, 5, 20])
      t.is(costOf(graph, plansOf(graph, [rule]), targets), primal + targets);
  });
}

test('T targets under alphabeta cost 2 F before them and 2 F each', t => {
  const graph = reluNet();
  for (const targets of [1, 3])
    t.is(costOf(graph, plansOf(graph, [alphabeta]), targets), 2 + 2 * targets);
});

test('K values of gamma share the primal pass and z⁺: 2 + K F', t => {
  const graph = reluNet();
  const values = [0, 0.1, 0.25, 0.5, 1, 2];
  for (const count of [1, 3, 6])
    t.is(costOf(graph, plansOf(graph, values.slice(0, count).map(gamma))), 2 + count);
});

test('zplus, gamma, alphabeta and epsilon together share the primal pass and z⁺', t => {
  const graph = reluNet();
  // z⁺ and z⁻ forward give z; back go 1 + 1 + 2 + 1.
  t.is(costOf(graph, plansOf(graph, [zplus, gamma(0.25), alphabeta, epsilon])), 2 + 5);
});

test('plans that say the same cost as one', t => {
  const graph = reluNet();
  t.is(costOf(graph, plansOf(graph, [zplus, zplus])), costOf(graph, plansOf(graph, [zplus])));
});

test('K plans for T targets cost what they share once, the rest T times', t => {
  const graph = reluNet();
  t.is(costOf(graph, plansOf(graph, [gamma(0.1), gamma(0.3)]), 4), 2 + 2 * 4);
});
