import test from 'ava';
import fc from 'fast-check';
import {Explainer} from '../../src/explain/explainer.js';
import {explainPlans} from '../../src/explain/explain-plans.js';
import {neuronGrid, sumMap, sumPool} from '../../src/explain/layer-map.js';
import {mostChannels, reduceLayer} from '../../src/explain/layer-relevance.js';
import {compileProgram} from '../../src/program/compile.js';
import {engineName, engines} from '../helpers/explain-with.js';
import {GraphBuilder, tensorOf} from '../helpers/graph-builder.js';
import {gradientPlan, uniformPlan} from '../helpers/make-plan.js';

const numbers = (count: number): readonly number[] =>
  Array.from({length: count}, (_, i) => (((i * 7) % 11) - 5) / 4);

/** [2,6,6] → conv → ReLU → max pool → conv → ReLU → flatten → dense [3], with biases. */
function network() {
  const graph = new GraphBuilder([2, 6, 6]);
  graph.conv(tensorOf([4, 2, 3, 3], numbers(72)), tensorOf([4], [1, -1, 0.5, 0]), {
    padding: [1, 1, 1, 1],
  });
  graph.relu();
  graph.maxpool({kernel: [2, 2]});
  graph.conv(tensorOf([3, 4, 3, 3], numbers(108)), tensorOf([3], [0.25, 0, -0.25]), {
    padding: [1, 1, 1, 1],
  });
  graph.relu();
  graph.flatten();
  graph.dense(tensorOf([3, 27], numbers(81)), tensorOf([3], [0.5, 1, -1]));
  return graph.build();
}

const input = tensorOf([2, 2, 6, 6], numbers(144));

for (const choice of engines) {
  test(`what arrives at each layer sums to the ledger's relevanceOut, ${engineName(choice)}`, async t => {
    const graph = network();
    for (const plan of [
      uniformPlan(graph, {kind: 'gamma', gamma: 0.25, bias: 'include', stabiliser: 1e-6}),
      gradientPlan(graph),
    ]) {
      const explainer = await Explainer.open(graph, plan, {...choice, layers: true, batchSize: 1});
      const {layers, ledger, relevance} = await explainer.explain(input, 1);
      await explainer.dispose();
      t.is(layers!.length, 2);
      layers!.forEach((sample, row) => {
        const [first, ...rest] = sample;
        t.is(first!.kind, 'input');
        const values = relevance.data.subarray(row * 72, (row + 1) * 72);
        const sum = values.reduce((total, value) => total + value, 0);
        t.true(Math.abs(first!.total - sum) < 1e-6);
        t.deepEqual(
          rest.map(({name, index}) => [name, index]),
          ledger.samples[row]!.layers.map(({name, index}) => [name, index]),
        );
        rest.forEach(({total, map, name}, at) => {
          const {relevanceOut} = ledger.samples[row]!.layers[at]!;
          const room = 1e-5 * (1 + Math.abs(relevanceOut));
          t.true(Math.abs(total - relevanceOut) < room, `${name}: ${total}, ${relevanceOut}`);
          t.true(Math.abs(map.values.reduce((a, b) => a + b, 0) - relevanceOut) < 1e-4);
        });
      });
    }
  });
}

test('at the output stands the score of the target alone', async t => {
  const graph = network();
  const plan = uniformPlan(graph, {kind: 'zplus', bias: 'include', stabiliser: 1e-6});
  const batch = {tensor: input, samples: [0, 1].map(i => ({sample: `s${i}`, pixels: null}))};
  const {plans, rows} = await explainPlans(graph, [plan], batch, {targets: [2], layers: true});
  const last = plans[0]!.layers![1]!.at(-1)!;
  t.deepEqual([...last.map.values], [0, 0, rows[1]!.logits[2]!]);
  t.deepEqual(last.channels, []);
  t.deepEqual([last.map.width, last.map.height], [3, 1]);
});

test('unless it is asked for, nothing is recorded and the program is what it was', async t => {
  const graph = network();
  const plan = uniformPlan(graph, {kind: 'zplus', bias: 'include', stabiliser: 1e-6});
  const plain = compileProgram(graph, plan);
  const recorded = compileProgram(graph, plan, {layers: true});
  t.deepEqual(plain.layers, []);
  t.false(plain.program.outputs.some(({name}) => name.startsWith('layer.')));
  t.deepEqual(
    recorded.program.outputs.filter(({name}) => !name.startsWith('layer.')),
    plain.program.outputs,
  );
  // Recording adds outputs, and no work.
  t.deepEqual(recorded.program.steps, plain.program.steps);
  const explainer = await Explainer.open(graph, plan);
  t.is((await explainer.explain(input, 0)).layers, null);
  await explainer.dispose();
});

test('the strongest channels come first, at most eight, with their totals', t => {
  const relevance = Float32Array.from({length: 10 * 4}, (_, i) => (i < 4 ? -12 : i));
  const {channels, total, map} = reduceLayer(relevance, [10, 2, 2]);
  t.is(channels.length, mostChannels);
  t.deepEqual(
    channels.map(({index}) => index),
    [9, 8, 7, 6, 5, 4, 3, 0],
  );
  t.is(channels[7]!.total, -48);
  t.is(total, -48 + ((4 + 39) * 36) / 2);
  // -12 + 4 + 8 + … + 36, and one more each to the right.
  t.is(map.values[0], -12 + 180);
  t.is(map.values[3], -12 + 180 + 27);
});

test('vectors are grids of neurons as near to a square as they divide', t => {
  const grids = [1, 2, 3, 7, 10, 64, 1000, 1568, 4096, 101].map(neuronGrid);
  t.deepEqual(
    grids.map(({width, height}) => `${width}×${height}`),
    ['1×1', '2×1', '3×1', '7×1', '5×2', '8×8', '40×25', '49×32', '64×64', '11×10'],
  );
  const {values} = sumMap(
    Float32Array.from({length: 101}, (_, i) => i),
    [101],
    112,
  );
  t.is(values[100], 100);
  t.is(values[101], 0);
});

test('sum-pooling keeps the sum and its bound, whatever the size', t => {
  const maps = fc
    .record({width: fc.integer({min: 1, max: 40}), height: fc.integer({min: 1, max: 40})})
    .chain(({width, height}) =>
      fc.record({
        width: fc.constant(width),
        height: fc.constant(height),
        values: fc
          .array(fc.float({min: -100, max: 100, noNaN: true}), {
            minLength: width * height,
            maxLength: width * height,
          })
          .map(values => Float32Array.from(values)),
      }),
    );
  fc.assert(
    fc.property(maps, fc.integer({min: 1, max: 20}), (map, widest) => {
      const pooled = sumPool(map, widest);
      t.true(Math.max(pooled.width, pooled.height) <= widest);
      t.is(pooled.values.length, pooled.width * pooled.height);
      const sum = (values: Float32Array) => values.reduce((a, b) => a + b, 0);
      const size = map.values.reduce((a, b) => a + Math.abs(b), 0);
      t.true(Math.abs(sum(pooled.values) - sum(map.values)) <= 1e-6 * size + 1e-12);
    }),
    {numRuns: 200, seed: 3},
  );
});
