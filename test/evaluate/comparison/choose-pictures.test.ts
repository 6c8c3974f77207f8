import test from 'ava';
import {choosePictures} from '../../../src/evaluate/comparison/choose-pictures.js';
import {evaluateMethods} from '../../../src/evaluate/comparison/evaluate-methods.js';
import {explainChosen} from '../../../src/evaluate/comparison/explain-chosen.js';
import {relevanceMass} from '../../../src/evaluate/localisation/relevance-mass.js';
import type {Evaluation} from '../../../src/measures/evaluation.js';
import {sampleEvaluation, sampleMethod} from '../../helpers/sample-evaluation.js';
import {smallEvaluation} from '../../helpers/small-evaluation.js';
import {temporaryFolder} from '../../helpers/temporary-folder.js';

function byHand(better: 'higher' | 'lower' | 'none', scores: Evaluation['scores'][number]) {
  const methods = scores.map((_, index) => sampleMethod(`m${index}`));
  return {
    ...sampleEvaluation({methods, families: ['complexity']}),
    measures: [{...{name: 'm', title: '', better, formula: '', paper: '', family: 'f'}}],
    scores: [scores],
  };
}

test('best, median and worst by the paired difference, in the direction that is better', t => {
  const scores = [
    [1, 5, 2, null, 3],
    [0, 0, 4, 9, 0],
  ];
  // Differences: 1, 5, −2, none, 3.
  const [high] = choosePictures(byHand('higher', scores));
  t.deepEqual(
    high!.rows.map(({place, row}) => [place, row]),
    [
      ['best', 1],
      ['median', 0],
      ['worst', 2],
    ],
  );
  t.deepEqual(high!.rows[0]!.scores, [5, 0]);
  const [low] = choosePictures(byHand('lower', scores));
  t.deepEqual(
    low!.rows.map(({row}) => row),
    [2, 4, 1],
  );
  t.deepEqual(choosePictures(byHand('none', scores)), []);
  t.deepEqual(choosePictures(byHand('higher', scores), {measure: 'other'}), []);
});

test('of few methods every pair, of many those with the first; few rows are each shown once', t => {
  const pairs = (count: number, most?: number) =>
    choosePictures(
      byHand(
        'higher',
        Array.from({length: count}, (_, method) => [method]),
      ),
      most === undefined ? {} : {most},
    ).map(({a, b, rows}) => `${a}${b}${rows.length}`);
  t.deepEqual(pairs(3), ['011', '021', '121']);
  t.deepEqual(pairs(4), ['011', '021', '031']);
  t.is(pairs(12).length, 6);
  t.is(pairs(12, 2).length, 2);
  t.deepEqual(choosePictures(byHand('higher', [[null], [1]])), []);
});

test('chosen rows are explained again as they were scored', async t => {
  const {graph, methods, data, tasks} = await smallEvaluation(await temporaryFolder(t));
  const options = {engine: 'onnx', device: null, seed: 1} as const;
  const families = [{name: 'localisation', arguments: {area: 'boxes'}}];
  const evaluation = await evaluateMethods(graph, methods, data, tasks, families, options);
  const chosen = choosePictures(evaluation, {measure: 'mass'});
  const compared = await explainChosen(graph, methods, tasks, chosen, options);
  t.is(compared.length, 1);
  const {a, b, sameUnit, pictures} = compared[0]!;
  t.deepEqual([a, b, sameUnit], ['direct', 'evenly', true]);
  t.deepEqual(
    pictures.map(({place}) => place),
    ['best', 'median', 'worst'],
  );
  for (const {id, className, scores, maps, pixels} of pictures) {
    const task = tasks.find(one => one.key === `${id} ${className}`)!;
    t.is(pixels.data.length, 8 * 8 * 3);
    maps.forEach((map, index) => {
      t.true(Math.abs(relevanceMass(map, task.mask) - scores[index]!) < 1e-5);
    });
  }
  t.deepEqual(await explainChosen(graph, methods, tasks, [], options), []);
});
