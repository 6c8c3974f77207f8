import test from 'ava';
import fc from 'fast-check';
import type {Rule} from '../../src/rules/rule.js';
import {formatRule} from '../../src/rules/describe.js';
import {directionOfRule} from '../../src/taylor/direction-of-rule.js';
import {redistributeAlong} from '../../src/taylor/generic-rule.js';
import {denseLayer, neuronLayer} from '../../src/taylor/neuron-layer.js';
import {relativeError} from '../helpers/compare.js';
import {engineName, engines, explainWith} from '../helpers/explain-with.js';
import {uniformPlan} from '../helpers/make-plan.js';
import {connectionsOf} from '../helpers/oracle-layer.js';
import {shareOut} from '../helpers/oracle-share.js';
import {allSigns, layerCases} from '../helpers/random-layer.js';
import {GraphBuilder, tensorOf} from '../helpers/graph-builder.js';

const stabiliser = 1e-9;
const rules: readonly Rule[] = [
  ...(['drop', 'include'] as const).flatMap((bias): readonly Rule[] => [
    {kind: 'zero', bias, stabiliser},
    {kind: 'zplus', bias, stabiliser},
    {kind: 'gamma', gamma: 0.25, bias, stabiliser},
    {kind: 'wsquare', bias, stabiliser},
    {kind: 'alphabeta', alpha: 1, beta: 0, bias, stabiliser},
    {kind: 'epsilon', epsilon: 0.1, unit: 'absolute', bias},
  ]),
  {kind: 'zB', low: -7, high: 7, stabiliser},
];

test('z⁺ by hand: v = x·1[w > 0] hands R on in proportion to x·w⁺', t => {
  // x = (1, 2, 4), w = (3, −1, 0.5): x·w⁺ = (3, 0, 2), sum 5. R = 10 → 6, 0, 4.
  const layer = denseLayer([[3, -1, 0.5]], [-1]);
  const {relevance, rootless, bias} = redistributeAlong(layer, [1, 2, 4], [10], {kind: 'zplus'});
  t.deepEqual([...relevance], [6, 0, 4]);
  t.deepEqual(rootless, {neurons: 0, relevance: 0});
  t.is(bias, 0);
});

test('zᴮ by hand: v = x − l·1[w > 0] − h·1[w < 0]', t => {
  // x = (0, 1), w = (2, −1), −1 ≤ x ≤ 3: v = (0 + 1, 1 − 3) = (1, −2), v·w = (2, 2). R = 6 → 3, 3.
  const {relevance} = redistributeAlong(denseLayer([[2, -1]]), [0, 1], [6], {
    ...{kind: 'zB', low: -1, high: 3},
  });
  t.deepEqual([...relevance], [3, 3]);
});

test('a direction of its own reads x, w and z, and knows where it is', t => {
  const layer = denseLayer([
    [1, 2],
    [3, 4],
  ]);
  const seen: unknown[] = [];
  const {relevance} = redistributeAlong(layer, [5, 6], [0, 7], {
    kind: 'own',
    name: 'first input only',
    v: connection => {
      seen.push(connection);
      return connection.input === 0 ? 1 : 0;
    },
  });
  t.deepEqual([...relevance], [7, 0]);
  t.deepEqual(seen, [
    {x: 5, w: 3, z: 39, input: 0, neuron: 1},
    {x: 6, w: 4, z: 39, input: 1, neuron: 1},
  ]);
});

test('a neuron for which the direction leads nowhere is counted, and gives no NaN', t => {
  const layer = denseLayer([
    [-1, -2],
    [1, 1],
  ]);
  const {relevance, rootless} = redistributeAlong(layer, [1, 1], [5, 4], {kind: 'zplus'});
  t.deepEqual([...relevance], [2, 2]);
  t.deepEqual(rootless, {neurons: 1, relevance: 5});
});

test('numbers of the wrong length are refused', t => {
  const layer = denseLayer([[1, 2]]);
  t.throws(() => redistributeAlong(layer, [1], [1], {kind: 'zero'}), {code: 'taylor/length'});
  t.throws(() => denseLayer([[1, 2], [1]]), {code: 'taylor/layer-shape'});
});

for (const rule of rules) {
  test(`${formatRule(rule)} is the generic rule along its direction, on dense layers and convolutions`, t => {
    for (const signs of allSigns) {
      fc.assert(
        fc.property(layerCases(signs), ({graph, node, x, relevance}) => {
          const direction = directionOfRule(rule, node, graph)!;
          const layer = neuronLayer(node, graph);
          const epsilon = rule.kind === 'epsilon' ? rule.epsilon : stabiliser;
          const generic = redistributeAlong(layer, x, relevance, direction, {stabiliser: epsilon});
          const bounds = {low: x.map(() => -7), high: x.map(() => 7)};
          const connections = connectionsOf(node, graph.nodes[0]!.shape)!;
          const truth = shareOut(rule, connections, x, relevance, bounds);
          const error = relativeError([...generic.relevance], [...truth.handedOn]);
          if (!(error < 1e-9)) throw new Error(`off by ${error}`);
          if (Math.abs(generic.bias - truth.bias) > 1e-9 * (1 + Math.abs(truth.bias)))
            throw new Error(`bias ${generic.bias} instead of ${truth.bias}`);
        }),
        {seed: 11, numRuns: 40},
      );
    }
    t.pass();
  });
}

test('rules without a direction have none', t => {
  const builder = new GraphBuilder([1]);
  builder.dense(tensorOf([1, 1], [1]), null);
  const graph = builder.build();
  const none: readonly Rule[] = [
    {kind: 'flat', stabiliser},
    {kind: 'gradient'},
    {kind: 'pass'},
    {kind: 'alphabeta', alpha: 2, beta: 1, bias: 'include', stabiliser},
    {kind: 'zero', bias: 'spread', stabiliser},
  ];
  for (const rule of none) t.is(directionOfRule(rule, graph.nodes[1]!, graph), null);
});

for (const engine of engines) {
  test.serial(
    `the rules that ${engineName(engine)} runs are their directions' rules, to float32`,
    async t => {
      for (const rule of rules) {
        if (rule.kind === 'zero' || rule.kind === 'epsilon') continue;
        await fc.assert(
          fc.asyncProperty(layerCases({input: 'positive', bias: 'negative'}), async sample => {
            const {graph, x} = sample;
            const builder = new GraphBuilder(graph.nodes[0]!.shape, true);
            const {node} = sample;
            if (node.kind === 'dense') builder.dense(node.weight, node.bias);
            else builder.conv(node.weight, node.bias, node);
            builder.relu();
            if (builder.shapeOf().length > 1) builder.flatten();
            const features = builder.shapeOf()[0]!;
            builder.dense(tensorOf([1, features], new Float32Array(features).fill(1)), null);
            const whole = builder.build();
            const input = tensorOf([1, ...whole.nodes[0]!.shape], x);
            const plan = uniformPlan(whole, rule);
            const explained = await explainWith(engine, whole, plan, input, [0]);
            const layer = neuronLayer(node, graph);
            const exact = Float64Array.from(input.data);
            // Behind it stands a sum, so R_j is max(0, z_j): under wsquare an equal part of the sum.
            const z = Float64Array.from({length: layer.outputs}, (_, j) => {
              const {inputs, weights, bias} = layer.neuron(j);
              return inputs.reduce((sum, i, k) => sum + exact[i]! * weights[k]!, bias);
            });
            const total = z.reduce((sum, value) => sum + Math.max(value, 0), 0);
            const top = directionOfRule(rule, whole.nodes.at(-1)!, whole)!;
            const last = whole.nodes.at(-1)!;
            if (last.kind !== 'dense') throw new Error('no dense layer on top');
            const arriving = redistributeAlong(
              neuronLayer(last, whole),
              z.map(value => Math.max(value, 0)),
              [total],
              top,
              {stabiliser},
            ).relevance;
            const direction = directionOfRule(rule, node, graph)!;
            const {relevance} = redistributeAlong(layer, exact, arriving, direction, {stabiliser});
            if (total < 1e-3) return;
            const error = relativeError([...explained.relevance.data], [...relevance]);
            if (!(error < 1e-4)) throw new Error(`${formatRule(rule)} off by ${error}`);
          }),
          {seed: 5, numRuns: 12},
        );
      }
      t.pass();
    },
  );
}
