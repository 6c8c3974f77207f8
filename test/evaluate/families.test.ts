import test from 'ava';
import type {EvaluatedBatch, MeasureContext} from '../../src/evaluate/measure-runner.js';
import {familyOpeners} from '../../src/evaluate/open-family.js';
import {families, findFamily} from '../../src/measures/families.js';
import {fillArguments, type MeasureArguments} from '../../src/measures/measure-spec.js';
import {tensorOf} from '../helpers/graph-builder.js';

const context = {} as MeasureContext;

/** Two rows of 2×1×2 values under two methods: one perfect on its object, the other its opposite. */
const batch: EvaluatedBatch = {
  tasks: [0, 1].map(target => ({
    ...{key: `${target}`, id: 'a', image: 'a.jpg', className: 'horse', target},
    mask: Uint8Array.of(1, 0),
    ...(target === 0 ? {segment: Uint8Array.of(0, 1)} : {}),
  })),
  input: tensorOf([2, 2, 1, 2], new Array(8).fill(1)),
  logits: tensorOf([2, 2], [4, -1, 2, 8]),
  maps: [
    tensorOf([2, 2, 1, 2], [1, 0, 3, 0, 6, 0, 2, 0]),
    tensorOf([2, 2, 1, 2], [0, -2, 0, 1, 0, 3, 0, 3]),
  ],
  pooled: [
    [Float64Array.of(4, 0), Float64Array.of(8, 0)],
    [Float64Array.of(0, -1), Float64Array.of(0, 6)],
  ],
};

/** Scores by the measure's name. */
async function scoresOf(
  name: string,
  given: MeasureArguments = {},
): Promise<Record<string, readonly (readonly number[])[]>> {
  const spec = findFamily(name)!;
  const runner = await familyOpeners.get(name)!(context, fillArguments(spec.parameters, given));
  const scores = await runner.score(batch);
  await runner.dispose();
  return Object.fromEntries(
    runner.measures.map((measure, index) => [measure.name, scores[index]!]),
  );
}

test('localisation on boxes: measure by measure, method by method, row by row', async t => {
  t.deepEqual(await scoresOf('localisation'), {
    mass: [
      [1, 1],
      [Number.NaN, 0],
    ],
    rank: [
      [1, 1],
      [1, 0],
    ],
    pointing: [
      [1, 1],
      [1, 0],
    ],
    'weighted-mass': [
      [2, 2],
      [Number.NaN, 0],
    ],
  });
});

test('localisation on masks: not defined for a picture without one', async t => {
  const {mass, pointing} = await scoresOf('localisation', {area: 'masks'});
  t.deepEqual(mass, [
    [0, Number.NaN],
    [Number.NaN, Number.NaN],
  ]);
  t.deepEqual(pointing, [
    [0, Number.NaN],
    [0, Number.NaN],
  ]);
});

test('complexity', async t => {
  t.deepEqual(await scoresOf('complexity'), {
    gini: [
      [0.5, 0.5],
      [0.5, 0.5],
    ],
    entropy: [
      [0, 0],
      [0, 0],
    ],
  });
});

test("consistency looks at every value, not at pixels, and at the score of the row's own class", async t => {
  t.deepEqual(await scoresOf('consistency', {within: 0.25}), {
    'conservation-error': [
      [0, 0],
      [1.25, 0.25],
    ],
    // −2 + 1 is −1 as a pixel, but 2 of 3 as values.
    'negative-share': [
      [0, 0],
      [2 / 3, 0],
    ],
    consistent: [
      [1, 1],
      [0, 1],
    ],
  });
});

test('names of measures are unique among all families', t => {
  const names = families.flatMap(({measures}) => measures.map(({name}) => name));
  t.is(new Set(names).size, names.length);
});
