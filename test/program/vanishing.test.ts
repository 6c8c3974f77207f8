import test from 'ava';
import fc from 'fast-check';
import type {Graph} from '../../src/graph/graph.js';
import {defaultRule} from '../../src/plan/default-rule.js';
import type {Plan} from '../../src/plan/plan.js';
import {findVanishing, type Vanishing} from '../../src/program/vanishing.js';
import type {Rule} from '../../src/rules/rule.js';
import {GraphBuilder, nested} from '../helpers/graph-builder.js';
import {gradientPlan, uniformPlan} from '../helpers/make-plan.js';
import {oracle} from '../helpers/oracle.js';
import {casesOf, convNets, mlps} from '../helpers/random-graph.js';
import {plansFor} from '../helpers/random-plan.js';

function vanishingOf(graph: Graph, plan: Plan): Vanishing {
  const rules = new Map(plan.layers.map(layer => [layer.node, layer.rule]));
  return findVanishing(graph, node => rules.get(node.id) ?? defaultRule(node), plan.start);
}

for (const [title, specs] of [
  ['dense networks', mlps],
  ['convolutional networks', convNets],
] as const) {
  test(`where relevance is said to vanish on random ${title}, the oracle finds none`, t => {
    let claims = 0;
    const trials = casesOf(specs).chain(drawn =>
      plansFor(drawn.graph).map(plan => ({...drawn, plan})),
    );
    fc.assert(
      fc.property(trials, ({graph, plan, input, targets}) => {
        const {atZero, atOrBelowZero} = vanishingOf(graph, plan);
        const {nodeValues, nodeRelevance} = oracle(graph, plan, input, targets);
        graph.nodes.forEach(({id, name}) => {
          nodeValues[id]!.forEach((values, sample) => {
            values.forEach((value, i) => {
              const isClaimed = (atZero[id]! && value === 0) || (atOrBelowZero[id]! && value <= 0);
              if (!isClaimed) return;
              claims++;
              const found = nodeRelevance[id]![sample]![i]!;
              if (found !== 0) throw new Error(`"${name}" has R = ${found} at value ${value}`);
            });
          });
        });
      }),
      {seed: 31, numRuns: 200},
    );
    t.log(`${claims} claims`);
    t.true(claims > 500);
  });
}

const zplus: Rule = {kind: 'zplus', bias: 'include', stabiliser: 1e-6};

test('under zplus, a layer in front of ReLU is free of relevance where it is below zero', t => {
  const graph = new GraphBuilder([2]);
  const hidden = graph.dense(
    nested([
      [1, 1],
      [1, -1],
    ]),
    null,
  );
  graph.relu();
  const logits = graph.dense(nested([[1, 1]]), null);
  const built = graph.build();
  const {atOrBelowZero} = vanishingOf(built, uniformPlan(built, zplus));
  t.true(atOrBelowZero[hidden]);
  t.false(atOrBelowZero[logits]);
});

const notVanishing: readonly (readonly [string, Rule])[] = [
  ['flat', {kind: 'flat', stabiliser: 1e-6}],
  ['wsquare', {kind: 'wsquare', bias: 'include', stabiliser: 1e-6}],
  ['zB', {kind: 'zB', low: -1, high: 1, stabiliser: 1e-6}],
  ['bias spread', {...zplus, bias: 'spread'}],
  ['gradient', {kind: 'gradient'}],
];

for (const [name, rule] of notVanishing) {
  test(`${name} behind a ReLU may give relevance to dead units`, t => {
    const graph = new GraphBuilder([2]);
    const hidden = graph.dense(
      nested([
        [1, 1],
        [1, -1],
      ]),
      null,
    );
    graph.relu();
    graph.dense(nested([[1, 1]]), null);
    const built = graph.build();
    t.false(vanishingOf(built, uniformPlan(built, rule)).atOrBelowZero[hidden]);
  });
}

test('one reader that keeps relevance at zero is enough for it to stay', t => {
  const graph = new GraphBuilder([2]);
  const hidden = graph.dense(
    nested([
      [1, 1],
      [1, -1],
    ]),
    null,
  );
  const active = graph.relu();
  graph.add(active, hidden);
  graph.dense(nested([[1, 1]]), null);
  const built = graph.build();
  t.false(vanishingOf(built, uniformPlan(built, zplus)).atOrBelowZero[hidden]);
});

test('logits below zero have relevance, though a ReLU reads them too; a logit of 0 has none unless relevance starts as 1', t => {
  const graph = new GraphBuilder([2]);
  const logits = graph.dense(
    nested([
      [1, 1],
      [1, -1],
    ]),
    null,
  );
  graph.relu();
  graph.dense(nested([[1, 1]]), null);
  const built = {...graph.build(), output: logits};
  const {atZero, atOrBelowZero} = vanishingOf(built, uniformPlan(built, zplus));
  t.true(atZero[logits]);
  t.false(atOrBelowZero[logits]);
  t.false(vanishingOf(built, gradientPlan(built)).atZero[logits]);
});

test('a ReLU at the end gives only what is above zero, and so only that has relevance', t => {
  const graph = new GraphBuilder([2]);
  const before = graph.dense(nested([[1, -1]]), null);
  graph.relu();
  const built = graph.build();
  t.true(vanishingOf(built, uniformPlan(built, zplus)).atOrBelowZero[before]);
  t.false(vanishingOf(built, gradientPlan(built)).atOrBelowZero[before]);
});
