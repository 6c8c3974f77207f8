import test from 'ava';
import {localisationOf} from '../../../src/script/evaluation/localisation-of.js';
import type {EvaluationTask} from '../../../src/evaluate/tasks.js';
import {sampleEvaluation, sampleMethod} from '../../helpers/sample-evaluation.js';

/** Pictures of four pixels with a horse on the first one, on two and on three of them. */
function threeTasks(): EvaluationTask[] {
  return [1, 2, 3].map(pixels => {
    const mask = Uint8Array.from({length: 4}, (_, pixel) => (pixel < pixels ? 1 : 0));
    const id = `2012_00000${pixels}`;
    return {key: `${id} horse`, id, image: `${id}.jpg`, className: 'horse', target: 1, mask};
  });
}

/** Masses of two plans on three rows. */
function evaluated(
  masses: readonly (readonly (number | null)[])[],
  area: 'boxes' | 'masks' = 'boxes',
) {
  const sample = sampleEvaluation({
    methods: [sampleMethod('all'), sampleMethod('some')],
    families: ['localisation'],
  });
  return {
    ...sample,
    classes: ['horse'],
    families: [{name: 'localisation', arguments: {area}, seconds: 1}],
    scores: sample.measures.map(() => masses),
  };
}

test('evenly spread relevance is judged on the same pictures as the plan beside it', t => {
  const found = localisationOf(
    evaluated([
      [0.5, 0.75, 1],
      [null, 0.5, 1],
    ]),
    threeTasks(),
  )!;
  t.like(found.classes[0], {name: 'horse', target: 1, images: 3});
  t.like(found.scores[0], {plan: 'all', mean: 0.75, baseline: 0.5, images: 3, withoutPositive: 0});
  // Without the first picture: 2/4 and 3/4.
  t.like(found.scores[1], {
    plan: 'some',
    mean: 0.75,
    baseline: 0.625,
    images: 2,
    withoutPositive: 1,
  });
});

test('a plan of which no picture counts has neither mean nor baseline', t => {
  const masses = [
    [0.5, 0.75, 1],
    [null, null, null],
  ];
  const {scores} = localisationOf(evaluated(masses), threeTasks())!;
  t.like(scores[1], {mean: Number.NaN, baseline: Number.NaN, images: 0, withoutPositive: 3});
});

test('on masks void pixels are no part of the picture', t => {
  // Of three pixels that count one is inside; the box would say a quarter.
  const [first] = threeTasks();
  const tasks = [{...first!, segment: Uint8Array.of(1, 0, 0, 255)}];
  const {scores} = localisationOf(evaluated([[0.5], [0.5]], 'masks'), tasks)!;
  t.is(scores[0]!.baseline, 1 / 3);
});
