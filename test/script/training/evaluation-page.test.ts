import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {readVocSplit} from '../../../src/data/voc/read-voc-split.js';
import {loadModel} from '../../../src/model/load-model.js';
import {
  evaluationPage,
  precisionRecallChart,
  reliabilityChart,
} from '../../../src/script/training/evaluation-page.js';
import {evaluateModel, type ModelEvaluation} from '../../../src/train/evaluate-model.js';
import {plainDevkit, sixScenes, writeColourModel} from '../../helpers/plain-devkit.js';
import {temporaryFolder} from '../../helpers/temporary-folder.js';

async function evaluation(t: ExecutionContext, scenes = sixScenes): Promise<ModelEvaluation> {
  const folder = await temporaryFolder(t);
  const graph = await loadModel(await writeColourModel(join(folder, '<b>.onnx')));
  const devkit = await plainDevkit(folder, {test: scenes});
  return evaluateModel(graph, await readVocSplit(devkit, 'test', {classes: ['horse', 'person']}));
}

test('precision over recall and reliability are lines, a class each', async t => {
  const result = await evaluation(t);
  const [horse, person] = precisionRecallChart(result)!.panels[0]!.curves;
  t.is(horse!.name, 'horse (AP 0.917)');
  // By redness: horse, none, horse, horse; scenes 4 and 5 have no red and share a score.
  t.deepEqual(horse!.x.slice(0, 5), [0, 1 / 3, 2 / 3, 2 / 3, 1]);
  t.deepEqual(horse!.y.slice(0, 5), [1, 1, 1, 2 / 3, 3 / 4]);
  t.is(person!.y[0], 1);
  const [diagonal, bins] = reliabilityChart(result).panels[0]!.curves;
  t.deepEqual(diagonal, {name: 'as said', x: [0, 1], y: [0, 1]});
  t.true(bins!.x.length >= 2);
});

test('the page holds tables and both figures, and names are escaped', async t => {
  const html = evaluationPage(await evaluation(t));
  t.regex(html, /&lt;b&gt;\.onnx on/);
  t.false(html.includes('<b>.onnx'));
  for (const text of ['0.917', 'exactly right: 60.0 %', 'Precision over recall', 'Reliability'])
    t.true(html.includes(text), text);
});

test('a split without any of the classes has no curve', async t => {
  const result = await evaluation(t, [{id: '2012_000001', rgb: [0, 0, 0], objects: [['dog']]}]);
  t.is(precisionRecallChart(result), null);
  t.notThrows(() => evaluationPage(result));
});
