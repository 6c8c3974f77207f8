import test from 'ava';
import {curvesFigure} from '../../../src/plot/curves.js';
import {scoreTable} from '../../../src/script/training/score-table.js';
import {trainingCurves} from '../../../src/script/training/training-curves.js';
import {trainingEpochs} from '../../helpers/training-epochs.js';

test('every quantity has its panel, every class its line', t => {
  const {panels, mark} = trainingCurves('a run', trainingEpochs(5));
  t.deepEqual(
    panels.map(({title, curves}) => [title, ...curves.map(({name}) => name)]),
    [
      ['loss', 'training', 'validation'],
      ['mean average precision (validation)', 'mAP'],
      ['precision (validation)', 'horse', 'person'],
      ['recall (validation)', 'horse', 'person'],
      ['learning rate', 'learning rate'],
    ],
  );
  // The last epoch that was kept: 1 and 4 are.
  t.is(mark?.x, 4);
  t.deepEqual(panels[0]!.curves[0]!.x, [1, 2, 3, 4, 5]);
  t.is(panels[2]!.curves[0]!.y[0], null, 'a class never told has no precision');
});

test('what is no number is a gap', t => {
  const [epoch] = trainingEpochs(1);
  const {panels} = trainingCurves('a run', [{...epoch!, validationLoss: Number.NaN, kept: false}]);
  t.deepEqual(panels[0]!.curves[1]!.y, [null]);
});

test('twenty classes can be drawn', t => {
  const names = Array.from({length: 20}, (_, k) => `class ${k}`);
  t.notThrows(() => curvesFigure(trainingCurves('a run', trainingEpochs(3, names))));
});

test('scores are a table with their mean', t => {
  const score = {f1: 0.5, averagePrecision: 0.75};
  const {headers, rows} = scoreTable([
    {className: 'horse', precision: null, recall: 0, ...score},
    {className: 'person', precision: 0.5, recall: 1, ...score},
  ]);
  t.deepEqual(headers, ['class', 'AP', 'precision', 'recall', 'F1']);
  t.deepEqual(rows, [
    ['horse', '0.750', '–', '0.000', '0.500'],
    ['person', '0.750', '0.500', '1.000', '0.500'],
    ['mean', '0.750', '0.500', '0.500', '0.500'],
  ]);
});
