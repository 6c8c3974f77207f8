import test from 'ava';
import fc from 'fast-check';
import {denseLayer, neuronLayer, preActivation} from '../../src/taylor/neuron-layer.js';
import {findRoot, pointTowards} from '../../src/taylor/root-point.js';
import type {SearchDirection} from '../../src/taylor/search-direction.js';
import {layerCases} from '../helpers/random-layer.js';

test('the root of z = 3x₁ − x₂ + x₃/2 − 1 from (1, 2, 4), by hand', t => {
  // z = 3 − 2 + 2 − 1 = 2. z⁺: v = (1, 0, 4), v·w = 5, t = 2/5: x̃ = (0.6, 2, 2.4).
  const layer = denseLayer([[3, -1, 0.5]], [-1]);
  const root = findRoot(layer, 0, [1, 2, 4], {kind: 'zplus'}, {kind: 'non-negative'});
  t.is(root.z, 2);
  t.is(root.slope, 5);
  t.is(root.step, 0.4);
  t.deepEqual(
    [...root.point].map(value => Number(value.toFixed(12))),
    [0.6, 2, 2.4],
  );
  t.true(root.isInside);
  t.true(Math.abs(root.distance - 0.4 * Math.sqrt(17)) < 1e-12);
  // w²: v = w, v·w = 10.25, t = 2/10.25; x̃₁ = 1 − 3t.
  const nearest = findRoot(layer, 0, [1, 2, 4], {kind: 'wsquare'});
  t.true(Math.abs(nearest.point[0]! - (1 - 6 / 10.25)) < 1e-12);
});

test('with a positive bias the root along z⁺ lies outside of x ≥ 0', t => {
  // z = x + 1 from x = 1: t = 2, x̃ = −1.
  const root = findRoot(denseLayer([[1]], [1]), 0, [1], {kind: 'zplus'}, {kind: 'non-negative'});
  t.deepEqual([...root.point], [-1]);
  t.false(root.isInside);
  t.true(findRoot(denseLayer([[1]], [1]), 0, [1], {kind: 'zplus'}).isInside);
});

test('a bias that moves has a place in the root point', t => {
  // z = 2x + 4 from x = 1: towards the origin t = 1, so x̃ = 0 and the bias counts 0 times.
  const root = findRoot(denseLayer([[2]], [4]), 0, [1], {kind: 'zero', bias: 'include'});
  t.deepEqual([root.step, root.point[0], root.biasInput], [1, 0, 0]);
});

test('where the direction leads to no root, that is said', t => {
  const root = findRoot(denseLayer([[-1, -1]]), 0, [1, 2], {kind: 'zplus'});
  t.false(root.exists);
  t.false(root.isInside);
  t.true(Number.isNaN(root.step));
  t.deepEqual([...root.point], [1, 2]);
});

const directions: readonly SearchDirection[] = [
  {kind: 'zero'},
  {kind: 'gamma', gamma: 0.5},
  {kind: 'zplus'},
  {kind: 'zB', low: 0, high: 8},
  {kind: 'wsquare'},
  {kind: 'own', name: 'signs', v: ({w}) => Math.sign(w)},
];

test('every root is one: z(x̃) = 0, and w² finds the nearest', t => {
  let found = 0;
  fc.assert(
    fc.property(layerCases({input: 'positive', bias: 'both'}), ({graph, node, x}) => {
      const layer = neuronLayer(node, graph);
      for (let j = 0; j < layer.outputs; j++) {
        const nearest = findRoot(layer, j, x, {kind: 'wsquare'});
        for (const direction of directions) {
          const root = findRoot(layer, j, x, direction);
          if (!root.exists || Math.abs(root.slope) < 1e-3) continue;
          found++;
          const z = preActivation(layer.neuron(j), pointTowards(x, root, 1));
          const scale = 1 + root.distance * 10;
          if (Math.abs(z) > 1e-9 * scale) throw new Error(`${direction.kind}: z = ${z}`);
          if (root.distance < nearest.distance - 1e-9 * scale)
            throw new Error(`${direction.kind} is nearer than w²`);
        }
      }
    }),
    {seed: 3, numRuns: 60},
  );
  t.true(found > 1000, `${found} roots`);
});

test('where b ≤ 0, x ≥ 0 and z > 0, the z⁺ root has x ≥ 0; where l ≤ x ≤ h and l ≤ 0 ≤ h, the zᴮ root lies in the box', t => {
  let [active, positive] = [0, 0];
  for (const bias of ['negative', 'both'] as const) {
    fc.assert(
      fc.property(layerCases({input: 'positive', bias}), ({graph, node, x}) => {
        const layer = neuronLayer(node, graph);
        for (let j = 0; j < layer.outputs; j++) {
          const neuron = layer.neuron(j);
          const plus = findRoot(layer, j, x, {kind: 'zplus'}, {kind: 'non-negative'});
          if (plus.z <= 0) continue;
          if (bias === 'both') {
            // The other way round: a bias that fires alone leaves no root inside.
            if (neuron.bias > 1e-6 && plus.isInside && plus.step > 1)
              throw new Error('a step beyond the corner stays inside');
            if (plus.exists && !plus.isInside) positive++;
            continue;
          }
          active++;
          if (!plus.isInside) throw new Error(`z⁺: ${[...plus.point]}`);
          const box = {kind: 'box', low: -1, high: 8} as const;
          const inside = findRoot(layer, j, x, {...box, kind: 'zB'}, box);
          if (!inside.isInside) throw new Error(`zᴮ: ${[...inside.point]}`);
        }
      }),
      {seed: 4, numRuns: 80},
    );
  }
  t.true(active > 200, `${active} active neurons`);
  t.true(positive > 20, `${positive} roots outside where biases are positive`);
});
