import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {readVocSplit} from '../../src/data/voc/read-voc-split.js';
import {loadModel} from '../../src/model/load-model.js';
import {evaluateModel} from '../../src/train/evaluate-model.js';
import {hasShared, sharedFolder} from '../helpers/shared.js';

const classes = ['person', 'horse'];

test('the bundled network tells person and horse as well as its card says', async t => {
  if (!hasShared('voc-mini')) {
    t.log('skipped: the scenes it learnt from are not here (../shared/voc-mini)');
    t.pass();
    return;
  }
  const graph = await loadModel('notebooks/models/talk');
  const split = await readVocSplit(join(sharedFolder, 'voc-mini'), 'test', {classes});
  const {samples, scores, meanAveragePrecision} = await evaluateModel(graph, split, {});
  t.is(samples, 500);
  t.true(meanAveragePrecision! >= 0.8);
  const card = await readFile('notebooks/models/talk.md', 'utf8');
  const numbers = /\*\*(0\.\d+)\*\* \(person (0\.\d+), horse (0\.\d+)\)/.exec(card)!.slice(1);
  const measured = [meanAveragePrecision, ...scores.map(({averagePrecision}) => averagePrecision)];
  measured.forEach((value, index) => {
    t.true(Math.abs(value! - Number(numbers[index])) < 0.002);
  });
});

test('its file carries what explaining needs, and fits the repository', async t => {
  const graph = await loadModel('notebooks/models/talk');
  t.deepEqual(graph.classes, classes);
  t.is(graph.head, 'sigmoid');
  t.deepEqual(graph.preprocessing?.mean, [0.5, 0.5, 0.5]);
  const {length} = await readFile('notebooks/models/talk/model.onnx');
  t.true(length <= 4e6);
});
