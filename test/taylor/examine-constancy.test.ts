import test from 'ava';
import type {Rule} from '../../src/rules/rule.js';
import {examineConstancy} from '../../src/taylor/examine-constancy.js';
import {SpreadTally, quantile} from '../../src/taylor/spread.js';
import {engineName, engines} from '../helpers/explain-with.js';
import {GraphBuilder, nested, tensorOf} from '../helpers/graph-builder.js';
import {uniformPlan} from '../helpers/make-plan.js';
import {batchFor, buildNetwork} from '../helpers/random-graph.js';

const zplus: Rule = {kind: 'zplus', bias: 'drop', stabiliser: 1e-9};

/** Two inputs, each passed on by a neuron of its own; the score is w₁a₁ + w₂a₂. */
function twoNeurons(top: readonly number[]) {
  const builder = new GraphBuilder([2], true);
  builder.dense(
    nested([
      [1, 0],
      [0, 1],
    ]),
    null,
  );
  builder.relu();
  builder.dense(nested([top]), null);
  const graph = builder.build();
  return {graph, plan: uniformPlan(graph, zplus)};
}

for (const on of engines) {
  test.serial(`c is constant where nothing above is negative, on ${engineName(on)}`, async t => {
    // R_j = a_j·w_j / Σ a·w · Σ a·w, so c_j = w_j everywhere.
    const {graph, plan} = twoNeurons([1, 2]);
    const found = await examineConstancy(graph, plan, tensorOf([1, 2], [2, 1]), {
      ...on,
      targets: 0,
    });
    t.is(found.layers.length, 1);
    const [{relevant, examined, rootless, along, near}] = found.layers as [
      (typeof found.layers)[0],
    ];
    t.deepEqual([relevant, examined, rootless], [2, 2, 0]);
    t.is(near.points, 8);
    for (const spread of [near, ...along.map(part => part.spread)]) {
      t.true(spread.most < 1e-6, `${spread.most}`);
      t.is(spread.vanished, 0);
    }
  });

  test.serial(`c changes as worked out by hand, on ${engineName(on)}`, async t => {
    // Score a₁ − a₂ under z⁺: neuron 1 has all of R, c₁ = (a₁ − a₂)/a₁. At (2, 1) that is 1/2.
    // The root is at a₁ = 0: a quarter of the way a₁ = 1.5 and c₁ = 1/3, off by 1/3; half way a₁ = 1 and c₁ = 0.
    const {graph, plan} = twoNeurons([1, -1]);
    const {layers} = await examineConstancy(graph, plan, tensorOf([1, 2], [2, 1]), {
      ...{...on, parts: [0.25, 0.5], radius: 0},
    });
    const {relevant, along, near} = layers[0]!;
    t.is(relevant, 1);
    const [quarter, half] = along as [(typeof along)[0], (typeof along)[0]];
    t.true(Math.abs(quarter.spread.median - 1 / 3) < 1e-6);
    t.is(half.spread.median, 1);
    t.is(half.spread.vanished, 1);
    // With a radius of 0 the points near x are x.
    t.is(near.most, 0);
  });
}

test('layers that have no relevance model of their own are named, with the reason', async t => {
  const builder = new GraphBuilder([2], true);
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
  builder.relu();
  builder.dense(
    nested([
      [1, 1],
      [1, 1],
    ]),
    null,
  );
  builder.add(start, builder.last);
  builder.dense(nested([[1, 1]]), null);
  const graph = builder.build();
  const plan = uniformPlan(graph, zplus);
  const input = tensorOf([1, 2], [1, 2]);
  const {layers} = await examineConstancy(graph, plan, input);
  t.deepEqual(
    layers.map(({skipped}) => skipped),
    [null, null, 'no ReLU of its own stands directly behind it'],
  );
  const last = graph.nodes.at(-1)!.name;
  const scores = await examineConstancy(graph, plan, input, {layers: [last]});
  t.regex(scores.layers[0]!.skipped!, /c = 1/);
});

const relu = {name: 'relu'} as const;
const network = buildNetwork({
  ...{input: [6], steps: [], hidden: [9, 8], hiddenActivation: relu, classes: 3},
  ...{bias: 'both', seed: 2},
});
const plan = uniformPlan(network, zplus);
const input = batchFor(network, 5, 3, 'positive');

test('the same seed gives the same numbers, another one draws other neurons', async t => {
  const options = {neurons: 2, targets: 1};
  const first = await examineConstancy(network, plan, input, options);
  t.deepEqual(await examineConstancy(network, plan, input, options), first);
  const other = await examineConstancy(network, plan, input, {...options, seed: 2});
  t.notDeepEqual(other.layers, first.layers);
  t.true(first.layers.every(({examined}) => examined > 0 && examined <= 10));
  t.deepEqual(first.targets, [1, 1, 1, 1, 1]);
});

test('progress is told, and a signal stops it', async t => {
  const seen: string[] = [];
  const onProgress = (done: number, total: number) => seen.push(`${done}/${total}`);
  await examineConstancy(network, plan, input, {onProgress, neurons: 1});
  t.is(seen[0], '0/10');
  t.is(seen.at(-1), '10/10');
  const stopper = new AbortController();
  const reason = new Error('enough');
  const stopped = examineConstancy(network, plan, input, {
    signal: stopper.signal,
    onProgress: done => {
      if (done === 3) stopper.abort(reason);
    },
  });
  t.is(await t.throwsAsync(stopped), reason);
});

test('options and layers that make no sense are refused', async t => {
  for (const bad of [{neurons: 0}, {draws: -1}, {radius: Number.NaN}, {parts: [1]}])
    await t.throwsAsync(examineConstancy(network, plan, input, bad), {code: 'taylor/options'});
  await t.throwsAsync(examineConstancy(network, plan, input, {layers: ['dense9']}), {
    code: 'taylor/unknown-layer',
    message: /it has dense1/,
  });
  await t.throwsAsync(examineConstancy(network, plan, tensorOf([1, 2], [1, 2])), {
    code: 'input/shape',
  });
});

test('quantiles lie between their neighbours; of nothing there is none', t => {
  t.is(quantile([1, 2, 4], 0.5), 2);
  t.is(quantile([1, 2, 4], 0.75), 3);
  t.is(quantile([7], 0.9), 7);
  const tally = new SpreadTally();
  t.is(tally.close().points, 0);
  t.true(Number.isNaN(tally.close().median));
  tally.add(3, 2);
  tally.add(0, -2);
  t.deepEqual(tally.close(), {points: 2, median: 0.75, p90: 0.95, most: 1, vanished: 0.5});
});
