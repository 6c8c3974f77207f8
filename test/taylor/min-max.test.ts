import {readdirSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {readPictures} from '../../src/data/picture-input.js';
import {createRandom} from '../../src/data/random.js';
import {readVocSplit} from '../../src/data/voc/read-voc-split.js';
import type {Graph, Tensor} from '../../src/graph/graph.js';
import {loadModel} from '../../src/model/load-model.js';
import {findPreset} from '../../src/plan/presets.js';
import type {Plan} from '../../src/plan/plan.js';
import {resolvePlan} from '../../src/plan/resolve.js';
import {addMinMaxGradient, type MinMaxSample} from '../../src/taylor/min-max-gradient.js';
import {type MinMaxModel, predictMinMax, propagateMinMax} from '../../src/taylor/min-max-model.js';
import {relevanceSamples} from '../../src/taylor/relevance-samples.js';
import {minMaxError, trainMinMax} from '../../src/taylor/train-min-max.js';
import {hasShared, sharedFolder} from '../helpers/shared.js';

/** I = 2, L = 1, K = 1, J = 2. */
const byHand: MinMaxModel = {
  ...{inputs: 2, upper: 1, neurons: 1, units: 2},
  v: Float32Array.of(1, -1, 0, 2),
  u: Float32Array.of(-0.5, 1),
  d: Float32Array.of(0, -3),
};

test('R̂ by hand: y = max(0, x·v + a), a = min(0, R·u + d)', t => {
  // x = (3, 1), R = 2: a = (min(0, −1), min(0, 2 − 3)) = (−1, −1); y = (3 − 1 − 1, 2 − 1) = (1, 1).
  const {relevance, units, drive} = predictMinMax(byHand, [3, 1], [2]);
  t.deepEqual([...drive], [-1, -1]);
  t.deepEqual([...units], [1, 1]);
  t.deepEqual([...relevance], [2]);
  // z⁺: unit 1 reads x₁ alone (v = 1), unit 2 x₂ alone.
  const handed = propagateMinMax(byHand, [3, 1], [2]);
  t.deepEqual([...handed.relevance], [1, 1]);
  t.deepEqual([...handed.predicted], [2]);
  t.throws(() => predictMinMax(byHand, [1], [2]), {code: 'taylor/length'});
});

/** A random model and samples for it. */
function randomCase(seed: number): {model: MinMaxModel; samples: readonly MinMaxSample[]} {
  const random = createRandom(seed);
  const draw = (length: number, low: number, high: number): Float32Array =>
    Float32Array.from({length}, () => random.between(low, high));
  const model = {
    ...{inputs: 5, upper: 3, neurons: 4, units: 2},
    ...{v: draw(40, -0.5, 1), u: draw(24, -1, 1), d: draw(8, -0.5, 0.5)},
  };
  const samples = Array.from({length: 12}, () => ({
    x: draw(5, -0.3, 1).map(value => Math.max(value, 0)),
    upper: draw(3, 0, 1),
    relevance: draw(4, 0, 1),
  }));
  return {model, samples};
}

test('gradients are the differences of the error', t => {
  const {model, samples} = randomCase(3);
  const gradient = {
    v: new Float32Array(40),
    u: new Float32Array(24),
    d: new Float32Array(8),
  };
  for (const sample of samples) addMinMaxGradient(model, sample, 1 / (12 * 4), gradient);
  let moved = 0;
  for (const name of ['v', 'u', 'd'] as const) {
    gradient[name].forEach((slope, at) => {
      const error = (step: number): number => {
        const values = model[name].slice();
        values[at]! += step;
        return minMaxError({...model, [name]: values}, samples).meanSquare;
      };
      const h = 2 ** -10;
      const expected = (error(h) - error(-h)) / (2 * h);
      if (Math.abs(slope) > 1e-4) moved++;
      t.true(Math.abs(slope - expected) < 2e-3, `${name}[${at}]: ${slope}, ${expected}`);
    });
  }
  t.true(moved > 50, `${moved} slopes`);
});

/** Relevance made by a model of the same kind, so that there is something to learn. */
function madeSamples(seed: number): readonly MinMaxSample[] {
  const {model} = randomCase(seed);
  const random = createRandom(seed + 1);
  return Array.from({length: 80}, () => {
    const x = Float32Array.from({length: 5}, () => Math.max(0, random.between(-0.5, 1)));
    const upper = Float32Array.from({length: 3}, () => random.between(0, 1));
    return {x, upper, relevance: predictMinMax(model, x, upper).relevance};
  });
}

test('what a model of its kind made is learnt, the same bit for bit for a seed', async t => {
  const samples = madeSamples(8);
  const seen: number[] = [];
  const options = {epochs: 40, rate: 0.05, onEpoch: (epoch: number) => seen.push(epoch)};
  const {model, errors} = await trainMinMax(samples, options);
  t.is(errors.length, 41);
  t.deepEqual(seen, [...seen.keys()]);
  t.true(errors.at(-1)!.relative < 0.1 * errors[0]!.relative, `${errors.at(-1)!.relative}`);
  t.deepEqual(minMaxError(model, samples), errors.at(-1));
  t.deepEqual(await trainMinMax(samples, options), {model, errors});
  const other = await trainMinMax(samples, {...options, seed: 2, epochs: 1});
  t.notDeepEqual(other.model.v, model.v);
});

test('units do not matter: relevance a thousand times larger gives a model a thousand times larger', async t => {
  const samples = madeSamples(5);
  const large = samples.map(sample => ({
    ...sample,
    relevance: Float64Array.from(sample.relevance, value => value * 1024),
  }));
  const plain = await trainMinMax(samples, {epochs: 3});
  const scaled = await trainMinMax(large, {epochs: 3});
  t.deepEqual(
    scaled.model.v,
    plain.model.v.map(value => value * 1024),
  );
  t.is(scaled.errors.at(-1)!.relative, plain.errors.at(-1)!.relative);
});

test('a signal stops training, and nothing to learn from is refused', async t => {
  const stopper = new AbortController();
  const reason = new Error('enough');
  const stopped = trainMinMax(madeSamples(8), {
    signal: stopper.signal,
    onEpoch: epoch => {
      if (epoch === 2) stopper.abort(reason);
    },
  });
  t.is(await t.throwsAsync(stopped), reason);
  await t.throwsAsync(trainMinMax([]), {code: 'taylor/samples'});
  await t.throwsAsync(trainMinMax([...madeSamples(8), {x: [1], upper: [1], relevance: [1]}]), {
    code: 'taylor/samples',
  });
  for (const bad of [{units: 0}, {epochs: 1.5}, {batchSize: -1}, {rate: 0}])
    await t.throwsAsync(trainMinMax(madeSamples(8), bad), {code: 'taylor/options'});
});

function deepTaylor(graph: Graph): Plan {
  const plan = resolvePlan(findPreset('DeepTaylor')!, graph);
  if (!plan.ok) throw new Error(plan.diagnostics[0]!.message);
  return plan.value;
}

/** Learns one layer of a real network, and checks what has to hold of every such model. */
async function learnLayer(
  graph: Graph,
  batch: Tensor,
  layer: string,
): Promise<{first: number; last: number; count: number; wrong: readonly string[]}> {
  const {samples, leftOut, above} = await relevanceSamples(graph, deepTaylor(graph), layer, batch);
  const {model, errors} = await trainMinMax(samples, {epochs: 12});
  const wrong: string[] = [];
  if (samples.length + leftOut !== batch.shape[0]) wrong.push(`samples lost before ${above}`);
  for (const {x, upper} of samples) {
    const {relevance, predicted, rootless} = propagateMinMax(model, x, upper);
    const sum = relevance.reduce((total, value) => total + value, 0);
    const expected = predicted.reduce((total, value) => total + value, 0);
    if (relevance.some(value => value < 0) || predicted.some(value => value < 0))
      wrong.push('negative relevance');
    if (Math.abs(sum + rootless.relevance - expected) > 1e-9 * expected)
      wrong.push(`hands on ${sum} of ${expected}`);
  }
  const [first, last] = [errors[0]!.relative, errors.at(-1)!.relative];
  return {first, last, count: samples.length, wrong};
}

test('on the digits network the error falls, and relevance stays positive and is handed on whole', async t => {
  const graph = await loadModel('notebooks/models/digits.onnx');
  const folder = 'notebooks/digits';
  const files = readdirSync(folder)
    .filter(name => name.endsWith('.png'))
    .sort();
  const {tensor} = await readPictures(
    files.map(name => join(folder, name)),
    graph,
  );
  const {first, last, count, wrong} = await learnLayer(graph, tensor, 'fc1');
  t.deepEqual(wrong, []);
  t.true(count >= 10);
  t.true(last < 0.5 * first, `${first} to ${last}`);
  await t.throwsAsync(relevanceSamples(graph, deepTaylor(graph), 'fc2', tensor), {
    code: 'taylor/not-dense',
  });
});

test('on the talk network, too', async t => {
  if (!hasShared('voc-mini')) {
    t.log('skipped: ../shared/voc-mini is not here');
    t.pass();
    return;
  }
  const graph = await loadModel('notebooks/models/talk');
  const split = await readVocSplit(join(sharedFolder, 'voc-mini'), 'test', {
    classes: ['horse', 'person'],
  });
  const paths = split.samples.slice(0, 24).map(({image}) => image);
  const {tensor} = await readPictures(paths, graph);
  const {first, last, count, wrong} = await learnLayer(graph, tensor, 'fc2');
  t.deepEqual(wrong, []);
  t.true(count > 10, `${count} samples`);
  t.true(last < 0.5 * first, `${first} to ${last}`);
});
