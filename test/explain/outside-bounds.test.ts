import {resolve} from 'node:path';
import test from 'ava';
import {findOutsideBounds} from '../../src/explain/outside-bounds.js';
import {loadModel} from '../../src/model/load-model.js';
import {compilePlan} from '../../src/script/compile-plan.js';

const model = loadModel(resolve('notebooks/models/digits.onnx'));

test('zB is warned about the share of the input that leaves its bounds', async t => {
  const graph = await model;
  const plan = compilePlan('DeepTaylorBounded', graph);
  const data = new Float32Array(784).fill(0.5);
  data.set([1.5, -2], 100);
  const [found, ...more] = findOutsideBounds(graph, plan, {shape: [1, 1, 28, 28], data});
  t.deepEqual(more, []);
  t.deepEqual(
    {...found, share: Math.round(784 * found!.share)},
    {plan: 'DeepTaylorBounded', layer: 'conv1_1', share: 2, lowest: -2, highest: 1.5},
  );
});

test('an input within the bounds, and other rules, give no warning', async t => {
  const graph = await model;
  const [inside, outside] = [0.5, 7].map(value => ({
    shape: [1, 1, 28, 28],
    data: new Float32Array(784).fill(value),
  }));
  t.deepEqual(findOutsideBounds(graph, compilePlan('DeepTaylorBounded', graph), inside!), []);
  t.deepEqual(findOutsideBounds(graph, compilePlan('EpsilonPlus', graph), outside!), []);
});
