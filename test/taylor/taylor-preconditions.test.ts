import test from 'ava';
import type {Rule} from '../../src/rules/rule.js';
import {taylorPreconditions} from '../../src/taylor/taylor-preconditions.js';
import {engineName, engines} from '../helpers/explain-with.js';
import {GraphBuilder, nested, tensorOf} from '../helpers/graph-builder.js';
import {makePlan, uniformPlan} from '../helpers/make-plan.js';
import {batchFor, buildNetwork} from '../helpers/random-graph.js';

const zplus: Rule = {kind: 'zplus', bias: 'drop', stabiliser: 1e-9};
const relu = {name: 'relu'} as const;

for (const on of engines) {
  test.serial(`each precondition is counted, by hand, on ${engineName(on)}`, async t => {
    // Layer 1 reads (2, −1): z = (2 + 1, −2 + 4, −2) = (3, 2, −2). Layer 2: 3 + 2·2 − 1 = 6.
    const builder = new GraphBuilder([2]);
    builder.dense(
      nested([
        [1, 0],
        [-1, 0],
        [0, 2],
      ]),
      tensorOf([3], [1, 4, 0]),
    );
    builder.relu();
    builder.dense(nested([[1, 2, 5]]), tensorOf([1], [-1]));
    const graph = builder.build();
    const input = tensorOf([1, 2], [2, -1]);
    const {layers, targets, model} = await taylorPreconditions(
      graph,
      uniformPlan(graph, zplus),
      input,
      on,
    );
    t.deepEqual([model, targets], ['hand-made', [0]]);
    const [first, second] = layers;
    // Neuron 1 has its root at x = (−1, −1). The second has x·w < 0, so z⁺ leads nowhere.
    t.like(first, {
      ...{index: 0, rule: 'zplus bias drop stabiliser 1e-9', domain: 'reals'},
      ...{biases: 3, positiveBiases: 2, negativeInputs: 0.5, negativeRelevance: 0},
      ...{relevant: 2, examined: 2, rootsInside: 0.5, rootless: 1},
    });
    // It reads (3, 2, 0) ≥ 0. z = 6, Σ x·w⁺ = 7: t = 6/7 < 1.
    t.like(second, {
      ...{index: 1, domain: 'non-negative', biases: 1, positiveBiases: 0, negativeInputs: 0},
      ...{negativeRelevance: 0, relevant: 1, rootsInside: 1, rootless: 0},
    });
  });
}

test('negative relevance is counted by size, and rules without a direction have no roots', async t => {
  const builder = new GraphBuilder([2], true);
  builder.dense(
    nested([
      [1, 0],
      [0, 1],
    ]),
    null,
  );
  builder.relu();
  builder.dense(nested([[3, -1]]), null);
  const graph = builder.build();
  const plan = makePlan(graph, (_node, index) =>
    index === null
      ? null
      : index === 0
        ? {kind: 'flat', stabiliser: 1e-9}
        : {kind: 'zero', bias: 'include', stabiliser: 1e-9},
  );
  const {layers} = await taylorPreconditions(graph, plan, tensorOf([1, 2], [1, 1]));
  t.is(layers[0]!.rootsInside, null);
  // R = (3, −1) of a score of 2.
  t.true(Math.abs(layers[0]!.negativeRelevance - 0.25) < 1e-6);
});

test('where b ≤ 0 and x ≥ 0 everything holds: no negative relevance, every root inside', async t => {
  const graph = buildNetwork({
    ...{input: [7], steps: [], hidden: [12, 9], hiddenActivation: relu, classes: 2},
    ...{bias: 'negative', seed: 5},
  });
  const nonNegative = {
    ...graph,
    nodes: graph.nodes.map(node => (node.kind === 'input' ? {...node, nonNegative: true} : node)),
  };
  const input = batchFor(graph, 20, 1, 'positive');
  const {layers, targets} = await taylorPreconditions(
    nonNegative,
    uniformPlan(graph, zplus),
    input,
  );
  t.is(targets.length, 20);
  // A top score below 0 starts as negative relevance: those samples meet no precondition.
  for (const {positiveBiases, negativeInputs, rootsInside, examined, rootless} of layers.slice(
    0,
    2,
  )) {
    t.deepEqual([positiveBiases, negativeInputs, rootless], [0, 0, 0]);
    t.is(rootsInside, 1);
    t.true(examined > 20);
  }
});

test('at most so many neurons are looked at, drawn by seed', async t => {
  const graph = buildNetwork({
    ...{input: [6], steps: [], hidden: [30], hiddenActivation: relu, classes: 2},
    ...{bias: 'both', seed: 8},
  });
  const input = batchFor(graph, 3, 1, 'positive');
  const plan = uniformPlan(graph, zplus);
  const few = await taylorPreconditions(graph, plan, input, {neurons: 4});
  t.is(few.layers[0]!.examined, 12);
  t.true(few.layers[0]!.relevant > 12);
  t.deepEqual(await taylorPreconditions(graph, plan, input, {neurons: 4}), few);
  await t.throwsAsync(taylorPreconditions(graph, plan, input, {neurons: 0}), {
    code: 'taylor/options',
  });
});
