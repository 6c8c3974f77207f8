import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {DataError} from '../../src/data/data-error.js';
import {readVocSplit} from '../../src/data/voc/read-voc-split.js';
import {loadModel} from '../../src/model/load-model.js';
import {evaluateModel, type ModelEvaluation} from '../../src/train/evaluate-model.js';
import {
  plainDevkit,
  sixScenes,
  writeColourModel,
  type ColourModel,
} from '../helpers/plain-devkit.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';

const classes = ['horse', 'person'];

async function evaluate(
  t: ExecutionContext,
  options: Parameters<typeof evaluateModel>[2] = {},
  model: ColourModel = {},
  names: readonly string[] = classes,
): Promise<ModelEvaluation> {
  const folder = await temporaryFolder(t);
  const graph = await loadModel(await writeColourModel(join(folder, 'colours.onnx'), model));
  const split = await readVocSplit(await plainDevkit(folder, {test: sixScenes}), 'test', {
    classes: names,
  });
  return evaluateModel(graph, split, options);
}

function near(a: number | null | undefined, b: number): boolean {
  return typeof a === 'number' && Math.abs(a - b) < 1e-9;
}

test('a model that sees colours is judged as by hand', async t => {
  const result = await evaluate(t);
  t.is(result.samples, 6);
  t.deepEqual(result.counts, [
    {positive: 3, leftOut: 0},
    {positive: 2, leftOut: 1},
  ]);
  const [horse, person] = result.scores;
  // Told horses: 1, 2, 3, 6; horses: 1, 3, 6. By redness 1, 3, 2, 6.
  t.like(horse, {className: 'horse', precision: 0.75, recall: 1});
  t.true(near(horse!.averagePrecision, 2 / 3 + (1 / 3) * 0.75));
  // Told persons: 3 (5 is left out); persons: 3, 4. By blueness 3, 4, 6.
  t.like(person, {className: 'person', precision: 1, recall: 0.5, averagePrecision: 1});
  t.true(near(result.meanAveragePrecision, (11 / 12 + 1) / 2));
  t.true(near(result.meanF1, (6 / 7 + 2 / 3) / 2));
});

test('sets of classes and calibration come with it', async t => {
  const {labelSets, calibration} = await evaluate(t, {bins: 2});
  t.deepEqual(labelSets.sets, [['horse'], ['person'], ['horse', 'person'], []]);
  t.deepEqual(labelSets.counts, [
    [2, 0, 0, 0],
    [0, 0, 0, 1],
    [0, 0, 1, 0],
    [1, 0, 0, 0],
  ]);
  t.is(labelSets.exact, 3 / 5);
  t.is(labelSets.leftOut, 1);
  // All redness is below 128 or above: four told horses in the upper bin, three of them rightly.
  t.like(calibration[0]!.bins[1], {count: 4, frequency: 0.75});
  t.like(calibration[0]!.bins[0], {count: 2, frequency: 0});
});

test('probabilities follow the head', async t => {
  const {probabilities, ids} = await evaluate(t);
  t.deepEqual(
    ids,
    sixScenes.map(({id}) => id),
  );
  // Scene 4 is blue to 100 of 255: σ(20·(100/255 − ½)); JPEG may be off by one or two.
  t.true(Math.abs(probabilities[7]! - 1 / (1 + Math.exp(-20 * (100 / 255 - 0.5)))) < 0.02);
  const softmax = await evaluate(t, {}, {head: 'Softmax'});
  for (let i = 0; i < 6; i++)
    t.true(Math.abs(softmax.probabilities[2 * i]! + softmax.probabilities[2 * i + 1]! - 1) < 1e-6);
});

test('classes are found by name, in the order asked for', async t => {
  const turned = await evaluate(t, {}, {}, ['person', 'horse']);
  t.deepEqual(
    turned.scores.map(({className, precision}) => [className, precision]),
    [
      ['person', 1],
      ['horse', 0.75],
    ],
  );
  const one = await evaluate(t, {}, {}, ['person']);
  t.is(one.scores.length, 1);
  t.is(one.scores[0]!.precision, 1);
});

test('a model so sure that its probabilities round to 1 is ranked by its scores', async t => {
  const sure = await evaluate(t, {}, {gain: 400});
  t.is(sure.probabilities[0], 1);
  t.is(sure.probabilities[2], 1);
  // By redness 1, 3, 2, 6 still.
  t.true(near(sure.scores[0]!.averagePrecision, 2 / 3 + (1 / 3) * 0.75));
  const softmax = await evaluate(t, {}, {gain: 400, head: 'Softmax'});
  // By red minus blue: a horse, none, a horse, both.
  t.is(softmax.probabilities[0], 1);
  t.true(near(softmax.scores[0]!.averagePrecision, 1 / 3 + (2 / 3) * 0.75));
});

test('where it is strict the first picture that cannot be read ends it, and no later one is read', async t => {
  const folder = await temporaryFolder(t);
  const graph = await loadModel(await writeColourModel(join(folder, 'colours.onnx')));
  const split = await readVocSplit(await plainDevkit(folder, {test: sixScenes}), 'test', {classes});
  await writeFile(split.samples[1]!.image, 'no picture');
  const done: number[] = [];
  const judge = (strict: boolean): Promise<ModelEvaluation> =>
    evaluateModel(graph, split, {strict, batchSize: 1, onProgress: count => done.push(count)});
  await t.throwsAsync(judge(true), {instanceOf: DataError});
  t.deepEqual(done.splice(0), [1]);
  const {samples, broken} = await judge(false);
  t.is(samples, 5);
  t.deepEqual(
    broken.map(({id}) => id),
    ['2012_000002'],
  );
});

test('what does not fit is refused', async t => {
  await t.throwsAsync(evaluate(t, {}, {}, ['horse', 'cat']), {
    code: 'evaluate/class',
    message: /no class "cat"; it has "horse", "person"/,
  });
  await t.throwsAsync(evaluate(t, {}, {classes: null}, ['horse']), {
    code: 'evaluate/no-class-names',
    message: /does not name its 2 outputs, and 1 classes are given; name all 2 in their order/,
  });
  await t.throwsAsync(evaluate(t, {}, {head: null}), {
    code: 'evaluate/head',
    message: /--head sigmoid/,
  });
  await t.throwsAsync(evaluate(t, {threshold: 1.5}), {code: 'evaluate/threshold'});
  await t.throwsAsync(evaluate(t, {batchSize: 0}), {code: 'explain/batch-size'});
});

test('a model without names takes them in the order of its outputs, one without a head is told', async t => {
  const result = await evaluate(t, {head: 'sigmoid'}, {classes: null, head: null});
  t.is(result.scores[0]!.precision, 0.75);
  t.is(result.head, 'sigmoid');
});

test('an abort ends it', async t => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const stopped = evaluate(t, {
    batchSize: 2,
    signal: controller.signal,
    onProgress: () => controller.abort(reason),
  });
  t.is(await t.throwsAsync(stopped), reason);
});

test('batches do not change the answer', async t => {
  const all = await evaluate(t);
  const single = await evaluate(t, {batchSize: 1});
  t.deepEqual(all.scores, single.scores);
});
