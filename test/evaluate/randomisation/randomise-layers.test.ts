import test from 'ava';
import {randomisedNetworks} from '../../../src/evaluate/randomisation/networks.js';
import {otherClass} from '../../../src/evaluate/randomisation/open-randomisation.js';
import {randomiseLayers} from '../../../src/evaluate/randomisation/randomise-layers.js';
import {spreadLayers} from '../../../src/evaluate/randomisation/spread-layers.js';
import {type Graph, weightedNodes} from '../../../src/graph/graph.js';
import {GraphBuilder, tensorOf} from '../../helpers/graph-builder.js';

const graph: Graph = (() => {
  const builder = new GraphBuilder([2, 8, 8]);
  builder.conv(
    tensorOf([50, 2, 5, 5], new Array(2500).fill(1)),
    tensorOf([50], new Array(50).fill(3)),
  );
  builder.relu();
  builder.flatten();
  builder.dense(tensorOf([3, 800], new Array(2400).fill(2)), null);
  builder.relu();
  builder.dense(tensorOf([2, 3], new Array(6).fill(4)), tensorOf([2], [5, 6]));
  return builder.build();
})();

const weightsOf = (own: Graph, layer: number): Float32Array =>
  weightedNodes(own)[layer]!.weight.data;

test('only the chosen layers are drawn anew; the graph given and all else stay', t => {
  const drawn = randomiseLayers(graph, [0], 1);
  t.true(weightsOf(graph, 0).every(value => value === 1));
  t.false(weightsOf(drawn, 0).some(value => value === 1));
  t.is(drawn.nodes[2], graph.nodes[2]);
  t.is(weightsOf(drawn, 1), weightsOf(graph, 1));
  t.deepEqual(weightedNodes(drawn)[0]!.bias!.data, new Float32Array(50));
  t.is(weightedNodes(randomiseLayers(graph, [1], 1))[1]!.bias, null);
});

test('weights have mean 0 and variance 2 / fan-in', t => {
  const drawn = randomiseLayers(graph, [0, 1], 7);
  for (const [layer, fanIn] of [
    [0, 50],
    [1, 800],
  ] as const) {
    const values = [...weightsOf(drawn, layer)];
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
    // Standard errors: √(2/fan-in)/50 and √2·variance/50.
    t.true(Math.abs(mean) < 4 * Math.sqrt(2 / fanIn) * 0.021, `${mean}`);
    t.true(Math.abs(variance * fanIn - 2) < 0.25, `${variance * fanIn}`);
  }
});

test('a layer gets the same numbers with whatever other layers, and others by another seed', t => {
  const [alone, all, other] = [
    randomiseLayers(graph, [1], 1),
    randomiseLayers(graph, [2, 1, 0], 1),
    randomiseLayers(graph, [1], 2),
  ];
  t.deepEqual(weightsOf(alone, 1), weightsOf(all, 1));
  t.notDeepEqual(weightsOf(alone, 1), weightsOf(other, 1));
});

test('layers are spread from the output to the input', t => {
  t.deepEqual(spreadLayers(16, 4), [15, 10, 5, 0]);
  t.deepEqual(spreadLayers(5, 0), [4, 3, 2, 1, 0]);
  t.deepEqual(spreadLayers(3, 9), [2, 1, 0]);
  t.deepEqual(spreadLayers(16, 1), [15]);
  t.deepEqual(spreadLayers(16, 2), [15, 0]);
});

test('the networks of a run: the output layer once, then each chosen layer in two ways', t => {
  t.deepEqual(randomisedNetworks(graph, 2), [
    {name: 'layer 2', layers: [2], measures: ['cascading', 'independent']},
    {name: 'layers 0..2', layers: [0, 1, 2], measures: ['cascading']},
    {name: 'layer 0', layers: [0], measures: ['independent']},
  ]);
  t.is(randomisedNetworks(graph, 0).length, 5);
});

test('another class is any but the own one, each as likely; there is none beside a single one', t => {
  t.is(otherClass(0, 2, 5), 1);
  t.is(otherClass(1, 2, 5), 0);
  t.is(otherClass(0, 1, 5), null);
  const counts = [0, 0, 0, 0];
  for (let seed = 0; seed < 3000; seed++) counts[otherClass(2, 4, seed)!]! += 1;
  t.is(counts[2], 0);
  for (const other of [0, 1, 3]) t.true(Math.abs(counts[other]! - 1000) < 120, `${counts}`);
});
