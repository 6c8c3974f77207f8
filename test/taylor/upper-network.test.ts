import test from 'ava';
import {weightedNodes} from '../../src/graph/graph.js';
import {upperNetwork} from '../../src/taylor/upper-network.js';
import {GraphBuilder, nested, tensorOf} from '../helpers/graph-builder.js';
import {makePlan, uniformPlan} from '../helpers/make-plan.js';
import {oracle} from '../helpers/oracle.js';
import {batchFor, buildNetwork} from '../helpers/random-graph.js';

const relu = {name: 'relu'} as const;

test('the network from a layer on gives the layer the same value and the same relevance', t => {
  const graph = buildNetwork({
    input: [2, 6, 6],
    steps: [
      {
        ...{kind: 'conv', channels: 3, kernel: [3, 3], stride: [1, 1], dilation: [1, 1]},
        ...{padding: [1, 1, 1, 1], grouping: 'none', activation: relu},
      },
      {
        ...{kind: 'maxpool', kernel: [2, 2], stride: [2, 2], padding: [0, 0, 0, 0]},
        countPadding: false,
      },
      {
        ...{kind: 'conv', channels: 4, kernel: [2, 2], stride: [1, 1], dilation: [1, 1]},
        ...{padding: [0, 0, 0, 0], grouping: 'none', activation: relu},
      },
    ],
    hidden: [5],
    hiddenActivation: relu,
    classes: 3,
    bias: 'both',
    seed: 4,
  });
  const plan = uniformPlan(graph, {kind: 'zplus', bias: 'drop', stabiliser: 1e-9});
  const truth = oracle(graph, plan, batchFor(graph, 1, 9, 'positive'), [1]);
  for (const node of weightedNodes(graph)) {
    const upper = upperNetwork(graph, plan, node)!;
    const x = truth.nodeValues[node.inputs[0]!]![0]!;
    const again = oracle(upper.graph, upper.plan, {shape: [1, x.length], data: x}, [1]);
    t.is(upper.graph.nodes[upper.node]!.name, node.name);
    t.is(upper.graph.nodes[0]!.nonNegative, graph.nodes[node.inputs[0]!]!.nonNegative);
    t.deepEqual(again.nodeValues[upper.node]![0], truth.nodeValues[node.id]![0]);
    t.deepEqual(again.nodeRelevance[upper.node]![0], truth.nodeRelevance[node.id]![0]);
  }
});

test('where another path leads around the input of a layer there is no such network', t => {
  const builder = new GraphBuilder([2]);
  builder.dense(
    nested([
      [1, 0],
      [0, 1],
    ]),
    null,
  );
  const start = builder.relu();
  builder.dense(
    nested([
      [1, 2],
      [3, 4],
    ]),
    null,
  );
  const inner = builder.relu();
  builder.dense(
    nested([
      [1, 1],
      [1, 1],
    ]),
    null,
  );
  builder.add(start, builder.last);
  builder.dense(tensorOf([1, 2], [1, 1]), null);
  const graph = builder.build();
  const plan = uniformPlan(graph, {kind: 'zplus', bias: 'drop', stabiliser: 1e-9});
  const [first, second, third] = weightedNodes(graph);
  t.not(upperNetwork(graph, plan, first!), null);
  // The block's own input is a cut: all paths begin there.
  t.not(upperNetwork(graph, plan, second!), null);
  t.is(third!.inputs[0], inner);
  t.is(upperNetwork(graph, plan, third!), null);
});

test("bounds of the model's preprocessing become numbers", t => {
  const builder = new GraphBuilder([1, 2, 2]);
  builder.conv(tensorOf([1, 1, 1, 1], [1]), null);
  builder.relu();
  builder.flatten();
  builder.dense(tensorOf([1, 4], [1, 1, 1, 1]), null);
  const graph = builder.build({channels: 'L', scale: 1 / 255, mean: [0.5], std: [0.5]});
  const plan = makePlan(graph, (_node, index) =>
    index === 0
      ? {kind: 'zB', low: 'model', high: 'model', stabiliser: 1e-9}
      : {kind: 'zplus', bias: 'drop', stabiliser: 1e-9},
  );
  const upper = upperNetwork(graph, plan, weightedNodes(graph)[0]!)!;
  t.is(upper.graph.preprocessing, null);
  t.like(upper.plan.layers[0]!.rule, {kind: 'zB', low: [-1], high: [1]});
});
