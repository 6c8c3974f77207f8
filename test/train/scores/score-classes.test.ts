import test from 'ava';
import {meanAveragePrecision, scoreClasses} from '../../../src/train/scores/score-classes.js';

// Rows: five samples; columns: horse, person.
const probabilities = Float32Array.of(0.9, 0.2, 0.75, 0.6, 0.25, 0.5, 0.5, 0.1, 0.1, 0.9);
const labels = [
  [1, -1],
  [-1, 1],
  [1, 1],
  [0, 1],
  [-1, -1],
] as const;

test('precision, recall and F1 count hits at the threshold', t => {
  const [horse, person] = scoreClasses(probabilities, labels, ['horse', 'person']);
  // Horse: the fourth sample is left out; called 0.9 (hit) and 0.75 (not).
  t.like(horse, {className: 'horse', precision: 0.5, recall: 0.5, f1: 0.5});
  // Person: called 0.6 (hit), 0.5 (hit: the threshold itself), 0.9 (not); missed the fourth.
  t.like(person, {className: 'person', precision: 2 / 3, recall: 2 / 3, f1: 2 / 3});
});

test('average precision is over all ranks of the samples that count', t => {
  const scores = scoreClasses(probabilities, labels, ['horse', 'person']);
  // Horse ranks + - + -: recall ½ at precision 1, the rest at 2/3. Person ranks - + + - +: best 2/3 up to recall 2/3, 3/5 after.
  t.true(Math.abs(scores[0]!.averagePrecision! - (0.5 + 0.5 * (2 / 3))) < 1e-12);
  t.true(Math.abs(scores[1]!.averagePrecision! - ((2 / 3) * (2 / 3) + (1 / 3) * (3 / 5))) < 1e-12);
  const expected = (0.5 + 1 / 3 + 4 / 9 + 1 / 5) / 2;
  t.true(Math.abs(meanAveragePrecision(scores)! - expected) < 1e-12);
});

test('samples whose probabilities round to 1 are ranked by their log-odds', t => {
  // σ(22) to σ(18) are 1 in float32: by them the hit shares its rank with two others.
  const logOdds = Float32Array.of(22, 20, 18, -3);
  const rounded = logOdds.map(z => 1 / (1 + Math.exp(-z)));
  t.deepEqual([...rounded.slice(0, 3)], [1, 1, 1]);
  const own = [[1], [-1], [-1], [-1]] as const;
  t.is(scoreClasses(rounded, own, ['horse'])[0]!.averagePrecision, 1 / 3);
  t.like(scoreClasses(rounded, own, ['horse'], {logOdds})[0], {
    averagePrecision: 1,
    precision: 1 / 3,
  });
});

test('another threshold calls others', t => {
  const [horse] = scoreClasses(probabilities, labels, ['horse', 'person'], {threshold: 0.2});
  t.like(horse, {precision: 2 / 3, recall: 1, f1: 0.8});
});

test('what is 0/0 is null', t => {
  const never = scoreClasses(Float32Array.of(0.1, 0.2), [[1], [-1]], ['horse']);
  t.like(never[0], {precision: null, recall: 0, f1: 0, averagePrecision: 0.5});
  const absent = scoreClasses(Float32Array.of(0.9, 0.2), [[-1], [0]], ['horse']);
  t.deepEqual(absent[0], {
    className: 'horse',
    precision: 0,
    recall: null,
    f1: 0,
    averagePrecision: null,
  });
  t.is(meanAveragePrecision(absent), null);
  const nothing = scoreClasses(new Float32Array(0), [], ['horse']);
  t.deepEqual(nothing[0], {
    className: 'horse',
    precision: null,
    recall: null,
    f1: null,
    averagePrecision: null,
  });
});

test('the mean leaves classes without a number out', t => {
  const scores = scoreClasses(
    Float32Array.of(0.9, 0.2, 0.1, 0.3),
    [
      [1, -1],
      [-1, -1],
    ],
    ['horse', 'person'],
  );
  t.is(meanAveragePrecision(scores), 1);
});

test('predictions that do not fit are refused', t => {
  const names = ['horse', 'person'];
  t.throws(() => scoreClasses(new Float32Array(3), [[1, -1]], names), {
    code: 'train/shapes',
    message: /expected 1 samples × 2 classes = 2 numbers, got 3/,
  });
  t.throws(() => scoreClasses(new Float32Array(2), [[1]], names), {code: 'train/shapes'});
  for (const bad of [Number.NaN, -0.1, 1.5, Number.POSITIVE_INFINITY]) {
    t.throws(() => scoreClasses(Float32Array.of(0.5, bad), [[1, 1]], names), {
      code: 'train/not-a-probability',
      message: /sample 0 for "person"/,
    });
  }
});
