import test from 'ava';
import type {Method} from '../../../src/evaluate/methods/method.js';
import {methodOf} from '../../../src/evaluate/methods/method-of.js';
import {gradientPlan} from '../../../src/evaluate/methods/network-rows.js';
import {pictureAxes} from '../../../src/evaluate/picture-axes.js';
import {neighbourOf} from '../../../src/evaluate/robustness/neighbour.js';
import {openRobustness} from '../../../src/evaluate/robustness/open-robustness.js';
import {rowSeed} from '../../../src/evaluate/row-seed.js';
import {rows} from '../../../src/explain/batch.js';
import type {Graph, Tensor} from '../../../src/graph/graph.js';
import type {Preprocessing} from '../../../src/graph/preprocessing.js';
import {type NamedScores, type ScoredRows, scoreRows} from '../../helpers/evaluated-batch.js';
import {GraphBuilder, tensorOf} from '../../helpers/graph-builder.js';
import {randomFrom} from '../../helpers/random.js';

const random = randomFrom(21);
const unit: Preprocessing = {channels: 'L', scale: 1 / 255, mean: [0], std: [1]};

/** f(x) = w·x of pictures of one channel, 2×2, pixels to 0…1. */
function linear(weights: readonly number[], preprocessing: Preprocessing | null = unit): Graph {
  const builder = new GraphBuilder([1, 2, 2]);
  builder.flatten();
  builder.dense(tensorOf([1, 4], weights), null);
  return builder.build(preprocessing);
}

const pictures: Tensor = tensorOf(
  [3, 1, 2, 2],
  Array.from({length: 12}, () => random.uniform()),
);
const score = (own: Omit<ScoredRows, 'input' | 'targets'>, given = {}): Promise<NamedScores> =>
  scoreRows('robustness', openRobustness, {input: pictures, targets: [0, 0, 0], ...own}, given);

const gradient = (graph: Graph): Method => ({
  kind: 'plan',
  name: 'Gradient',
  plan: gradientPlan(graph),
});

test('gradients of a linear network do not change at all; nor does Random, which does not look', async t => {
  const graph = linear([1, -2, 3, 4]);
  const scores = await score({graph, methods: [gradient(graph), methodOf('Random')]});
  const none = [0, 0, 0];
  t.deepEqual(scores, {lipschitz: [none, none], 'max-sensitivity': [none, none]});
});

test('gradient × input of a linear network with |w| = c has the Lipschitz constant c', async t => {
  const graph = linear([2, -2, 2, -2]);
  const {lipschitz} = await score({graph, methods: [methodOf('GradientTimesInput')]});
  for (const value of lipschitz![0]!) t.true(Math.abs(value - 2) < 1e-4, `${value}`);
});

test('both measures of gradient × input of a linear network, written out: ‖w⊙d‖/‖d‖ and ‖w⊙d‖/‖w⊙x‖', async t => {
  const weights = [1, -2, 0.5, 4];
  const graph = linear(weights);
  const given = {radius: 0.1, samples: 5};
  const scores = await score({graph, methods: [methodOf('GradientTimesInput')], seed: 3}, given);
  const size = (values: readonly number[]): number => Math.hypot(...values);
  for (const row of [0, 1, 2]) {
    const x = rows(pictures, row, row + 1).data;
    const [lipschitz, sensitivity] = [[0], [0]];
    for (let sample = 0; sample < 5; sample++) {
      const seed = rowSeed(3, `${row}`, `robustness ${sample}`);
      const near = neighbourOf(x, pictureAxes(graph, 'test'), graph, {radius: 0.1, seed});
      const d = [...near].map((value, at) => value - x[at]!);
      const change = size(d.map((value, at) => value * weights[at]!));
      lipschitz.push(change / size(d));
      sensitivity.push(change / size([...x].map((value, at) => value * weights[at]!)));
    }
    const [l, s] = [scores['lipschitz']![0]![row]!, scores['max-sensitivity']![0]![row]!];
    t.true(Math.abs(l - Math.max(...lipschitz)) < 1e-4, `${l} ${lipschitz}`);
    t.true(Math.abs(s - Math.max(...sensitivity)) < 1e-5, `${s} ${sensitivity}`);
    // Between the least and the largest |w|.
    t.true(l > 0.5 && l <= 4);
  }
});

test('a map that is 0 everywhere does not change, and has no share to change by', async t => {
  const graph = linear([0, 0, 0, 0]);
  const scores = await score({graph, methods: [gradient(graph)]});
  t.deepEqual(scores, {
    lipschitz: [[0, 0, 0]],
    'max-sensitivity': [[Number.NaN, Number.NaN, Number.NaN]],
  });
});

test('more pictures near a picture never find less change, and the larger the radius the more sensitivity', async t => {
  const graph = linear([1, -2, 0.5, 4]);
  const methods = [methodOf('GradientTimesInput'), methodOf('Edges')];
  const [few, many, far] = [
    await score({graph, methods}, {samples: 2}),
    await score({graph, methods}, {samples: 12}),
    await score({graph, methods}, {samples: 12, radius: 0.2}),
  ];
  for (const method of [0, 1]) {
    for (const row of [0, 1, 2]) {
      for (const measure of ['lipschitz', 'max-sensitivity'])
        t.true(many[measure]![method]![row]! >= few[measure]![method]![row]!);
      const [near, wide] = [many, far].map(scores => scores['max-sensitivity']![method]![row]!);
      t.true(near! > 0 && wide! > near!);
    }
  }
});

test('the same seed gives the same scores, in one batch or row by row; another seed others', async t => {
  const graph = linear([1, -2, 0.5, 4]);
  const methods = [methodOf('GradientTimesInput'), methodOf('SmoothGrad', {samples: 2})];
  const whole = await score({graph, methods});
  t.deepEqual(await score({graph, methods}), whole);
  for (const row of [0, 1, 2]) {
    const part = {graph, methods, input: rows(pictures, row, row + 1), targets: [0], first: row};
    const alone = await scoreRows('robustness', openRobustness, part);
    for (const [measure, scores] of Object.entries(whole)) {
      for (const [method, own] of scores.entries())
        t.true(Math.abs(own[row]! - alone[measure]![method]![0]!) < 1e-4);
    }
  }
  t.notDeepEqual(await score({graph, methods, seed: 2}), whole);
});

test('a near picture keeps to the radius and to what pixels can be, in either layout', t => {
  const builder = new GraphBuilder([2, 10, 10]);
  builder.flatten();
  builder.dense(tensorOf([1, 200], new Array(200).fill(1)), null);
  // Channels range over −1…1 and −2…8.
  const first = builder.build({channels: 'RGB', scale: 1 / 255, mean: [0.5, 0.2], std: [0.5, 0.1]});
  const axes = pictureAxes(first, 'test');
  const picture = Float32Array.from({length: 200}, (_, at) =>
    at < 100 ? 2 * (at / 99) - 1 : at / 10 - 12,
  );
  const near = neighbourOf(picture, axes, first, {radius: 0.1, seed: 4});
  const changes = near.map((value, at) => value - picture[at]!);
  t.true(near.every((value, at) => (at < 100 ? Math.abs(value) <= 1 : value >= -2 && value <= 8)));
  t.true(changes.every((change, at) => Math.abs(change) <= (at < 100 ? 0.2 : 1) + 1e-6));
  t.true(Math.max(...changes.subarray(0, 100)) > 0.15 && Math.max(...changes) > 0.8);
  t.is(near[0]! >= -1 && near[99]! <= 1, true);
  const last: Graph = {...first, layout: 'channels-last'};
  const turn = (values: Float32Array): Float32Array =>
    values.map((_, at) => values[(at % 2) * 100 + Math.floor(at / 2)]!);
  const turned = neighbourOf(turn(picture), pictureAxes(last, 'test'), last, {
    radius: 0.1,
    seed: 4,
  });
  t.deepEqual(turned, turn(near));
  // Without preprocessing the picture's own range: −2 … 7.9.
  const own = neighbourOf(picture, axes, {...first, preprocessing: null}, {radius: 0.1, seed: 4});
  t.true(
    own.every(
      (value, at) => Math.abs(value - picture[at]!) <= 0.991 && value >= -2.0001 && value <= 7.9001,
    ),
  );
  t.notDeepEqual(neighbourOf(picture, axes, first, {radius: 0.1, seed: 5}), near);
});

test('a signal stops between two pictures', async t => {
  const stop = new AbortController();
  stop.abort(new Error('enough'));
  const graph = linear([1, 1, 1, 1]);
  const run = score({graph, methods: [gradient(graph)], signal: stop.signal});
  await t.throwsAsync(run, {message: 'enough'});
});
