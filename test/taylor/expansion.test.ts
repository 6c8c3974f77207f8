import test from 'ava';
import fc from 'fast-check';
import type {Rule} from '../../src/rules/rule.js';
import {expandRelevance, type ReferencePoint} from '../../src/taylor/expansion.js';
import {denseLayer, neuronLayer} from '../../src/taylor/neuron-layer.js';
import {relativeError} from '../helpers/compare.js';
import {connectionsOf} from '../helpers/oracle-layer.js';
import {shareOut} from '../helpers/oracle-share.js';
import {allSigns, layerCases} from '../helpers/random-layer.js';

test('LRP-ε by hand: the point lies between x and the origin, and keeps ε/(z + ε) of R', t => {
  // z = 2·1 + 1·1 = 3, ε = 1: x̃ = x/4. R = 12, c = 4; first order (3/4)·x·w·4 = 6, 3; zero order 12/4.
  const layer = denseLayer([[2, 1]]);
  const found = expandRelevance(layer, 0, [1, 1], 12, {kind: 'epsilon', epsilon: 1})!;
  t.deepEqual([...found.point], [0.25, 0.25]);
  t.deepEqual([...found.firstOrder], [6, 3]);
  t.is(found.zeroOrder, 3);
  t.is(found.constant, 4);
  t.is(found.remainder, 0);
});

test('where c at the point is another, the remainder is what the constant model misses: z·(c − c̃)', t => {
  const layer = denseLayer([[2, 1]]);
  const found = expandRelevance(layer, 0, [1, 1], 12, {kind: 'origin'}, {constant: 3})!;
  t.deepEqual([...found.firstOrder], [6, 3]);
  t.is(found.remainder, 3);
});

test('a neuron at its hinge has no expansion, nor one without a root', t => {
  t.is(expandRelevance(denseLayer([[1, -1]]), 0, [1, 1], 0, {kind: 'origin'}), null);
  const silent = denseLayer([[-1]], [2]);
  const along = {kind: 'root', direction: {kind: 'zplus'}} as const;
  t.is(expandRelevance(silent, 0, [1], 1, along), null);
});

const cases: readonly (readonly [ReferencePoint, Rule])[] = [
  [{kind: 'origin'}, {kind: 'zero', bias: 'include', stabiliser: 0}],
  [
    {kind: 'epsilon', epsilon: 0.25},
    {kind: 'epsilon', epsilon: 0.25, unit: 'absolute', bias: 'include'},
  ],
  [
    {kind: 'root', direction: {kind: 'gamma', gamma: 0.25, bias: 'include'}},
    {kind: 'gamma', gamma: 0.25, bias: 'include', stabiliser: 0},
  ],
  [
    {kind: 'root', direction: {kind: 'zplus'}},
    {kind: 'zplus', bias: 'drop', stabiliser: 0},
  ],
];

for (const [reference, rule] of cases) {
  test(`first-order terms at the point of ${rule.kind} are the rule, and all terms add up to R`, t => {
    let expanded = 0;
    for (const signs of allSigns) {
      fc.assert(
        fc.property(layerCases(signs), ({graph, node, x, relevance}) => {
          const layer = neuronLayer(node, graph);
          const sum = new Float64Array(layer.inputs);
          const counted = new Float64Array(layer.outputs);
          let kept = 0;
          for (let j = 0; j < layer.outputs; j++) {
            const found = expandRelevance(layer, j, x, relevance[j]!, reference);
            if (found === null || Math.abs(found.z) < 1e-3) continue;
            expanded++;
            counted[j] = relevance[j]!;
            found.firstOrder.forEach((term, k) => {
              sum[found.inputs[k]!]! += term;
            });
            kept += found.firstOrderBias;
            const size = found.firstOrder.reduce((all, term) => all + Math.abs(term), 1);
            if (Math.abs(found.remainder) > 1e-12 * size)
              throw new Error(`remainder ${found.remainder}`);
            const expected =
              reference.kind === 'epsilon'
                ? (relevance[j]! * 0.25) / (Math.abs(found.z) + 0.25)
                : 0;
            if (Math.abs(found.zeroOrder - expected) > 1e-9 * size)
              throw new Error(`zero order ${found.zeroOrder} instead of ${expected}`);
          }
          const connections = connectionsOf(node, graph.nodes[0]!.shape)!;
          const truth = shareOut(rule, connections, x, counted, null);
          const error = relativeError([...sum], [...truth.handedOn]);
          if (!(error < 1e-9)) throw new Error(`off by ${error}`);
          if (Math.abs(kept - truth.bias) > 1e-9 * (1 + Math.abs(truth.bias)))
            throw new Error(`the bias takes ${kept} instead of ${truth.bias}`);
        }),
        {seed: 21, numRuns: 40},
      );
    }
    t.true(expanded > 500, `${expanded} neurons`);
  });
}
