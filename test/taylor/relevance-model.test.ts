import test from 'ava';
import type {Rule} from '../../src/rules/rule.js';
import {redistributeAlong} from '../../src/taylor/generic-rule.js';
import {relevanceModels} from '../../src/taylor/relevance-model.js';
import {taylorLayer} from '../../src/taylor/taylor-layer.js';
import {relativeError} from '../helpers/compare.js';
import {GraphBuilder, nested, tensorOf} from '../helpers/graph-builder.js';
import {uniformPlan} from '../helpers/make-plan.js';
import {oracle} from '../helpers/oracle.js';
import {batchFor, buildNetwork} from '../helpers/random-graph.js';

const zplus: Rule = {kind: 'zplus', bias: 'drop', stabiliser: 1e-9};
const relu = {name: 'relu'} as const;

test('R = x·c by hand: c of each neuron that fires, NaN of one that is silent', async t => {
  // x = (2, 1): z = (2, −1); the score is 3·2 = 6, all of it neuron 1's: c = 3.
  const builder = new GraphBuilder([2], true);
  builder.dense(
    nested([
      [1, 0],
      [0, -1],
    ]),
    null,
  );
  builder.relu();
  builder.dense(nested([[3, 1]]), null);
  const graph = builder.build();
  const [hidden, top] = await relevanceModels(
    graph,
    uniformPlan(graph, zplus),
    tensorOf([1, 2], [2, 1]),
  );
  t.deepEqual([...hidden!.inputs[0]!], [2, 1]);
  t.deepEqual([...hidden!.activations[0]!], [2, 0]);
  t.true(Math.abs(hidden!.relevance[0]![0]! - 6) < 1e-5);
  t.true(Math.abs(hidden!.constants[0]![0]! - 3) < 1e-5);
  t.true(Number.isNaN(hidden!.constants[0]![1]!));
  t.deepEqual([...top!.constants[0]!], [1]);
});

const graph = buildNetwork({
  input: [2, 5, 5],
  steps: [
    {
      ...{kind: 'conv', channels: 3, kernel: [3, 3], stride: [2, 1], dilation: [1, 1]},
      ...{padding: [1, 1, 0, 1], grouping: 'none', activation: relu},
    },
  ],
  ...{hidden: [6], hiddenActivation: relu, classes: 3, bias: 'both', seed: 12},
});
const plan = uniformPlan(graph, zplus);
const input = batchFor(graph, 3, 2, 'positive');

test('values and relevance are those of the oracle, for the class of each sample', async t => {
  const models = await relevanceModels(graph, plan, input, {targets: [2, 0, 1]});
  const truth = oracle(graph, plan, input, [2, 0, 1]);
  t.is(models.length, 3);
  for (const {node, inputs, relevance} of models) {
    for (let sample = 0; sample < 3; sample++) {
      const read = truth.nodeValues[graph.nodes[node]!.inputs[0]!]![sample]!;
      t.true(relativeError([...inputs[sample]!], [...read]) < 1e-5);
      const expected = truth.nodeRelevance[node]![sample]!;
      t.true(relativeError([...relevance[sample]!], [...expected]) < 1e-4);
    }
  }
});

test('a layer by name hands on what the engine hands on', async t => {
  const names = graph.nodes.filter(({kind}) => kind === 'dense').map(({name}) => name);
  const [hidden, top] = await relevanceModels(graph, plan, input, {layers: names, targets: 0});
  const {layer, direction, domain, rule} = taylorLayer(graph, plan, names[1]!);
  t.deepEqual(domain, {kind: 'non-negative'});
  t.is(rule, plan.layers.at(-1)!.rule);
  const {relevance} = redistributeAlong(layer, top!.inputs[0]!, top!.relevance[0]!, direction!);
  t.true(relativeError([...relevance], [...hidden!.relevance[0]!]) < 1e-4);
  t.throws(() => taylorLayer(graph, plan, 'dense'), {code: 'taylor/unknown-layer'});
});
