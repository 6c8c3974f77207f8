import test from 'ava';
import fc from 'fast-check';
import {
  clusterInterval,
  drawClusters,
  sumClusters,
} from '../../../src/evaluate/comparison/cluster-bootstrap.js';
import {summarise} from '../../../src/evaluate/comparison/summarise.js';
import {bootstrapInterval} from '../../../src/evaluate/localisation/bootstrap-interval.js';
import type {Evaluation} from '../../../src/measures/evaluation.js';
import {randomFrom} from '../../helpers/random.js';
import {sampleEvaluation, sampleMethod} from '../../helpers/sample-evaluation.js';

/** Three pictures, the first with both classes; measure 1 better high, 2 better low, 3 neither. */
const byHand: Evaluation = {
  ...sampleEvaluation({methods: [sampleMethod('A'), sampleMethod('B')], pictures: 3}),
  measures: (['higher', 'lower', 'none'] as const).map((better, index) => ({
    ...{name: `m${index}`, title: '', better, formula: '', paper: '', family: 'f'},
  })),
  scores: [
    [
      [1, 2, 3, null],
      [0, 2, 5, 7],
    ],
    [
      [1, 2, 3, null],
      [0, 2, 5, 7],
    ],
    [
      [1, 2, 3, null],
      [0, 2, 5, 7],
    ],
  ],
};

test('means, differences and ranks of a small case, by hand', t => {
  const {scores, differences, ranks, pictures} = summarise(byHand);
  t.is(pictures, 3);
  const [a, b] = scores.filter(one => one.measure === 'm0' && one.className === null);
  t.like(a, {method: 'A', mean: 2, count: 3, undefinedCount: 1});
  t.like(b, {method: 'B', mean: 3.5, count: 4, undefinedCount: 0, standing: 'best'});
  // Rows are horse, person (of one picture), horse, person.
  const horses = scores.filter(one => one.measure === 'm0' && one.className === 'horse');
  t.like(horses[0], {mean: 2, count: 2, undefinedCount: 0});
  t.like(horses[1], {mean: 2.5, count: 2});
  const persons = scores.filter(one => one.measure === 'm0' && one.className === 'person');
  t.like(persons[0], {mean: 2, count: 1, undefinedCount: 1});
  // A − B on the rows that both have: 1, 0, −2.
  const pair = (measure: string) =>
    differences.find(one => one.measure === measure && one.className === null)!;
  t.like(pair('m0'), {a: 'A', b: 'B', mean: -1 / 3, count: 3, better: 1 / 3, equal: 1 / 3});
  t.like(pair('m1'), {mean: -1 / 3, better: 1 / 3, equal: 1 / 3});
  t.like(pair('m2'), {mean: -1 / 3, better: null, equal: null});
  t.deepEqual(ranks, [
    {method: 'A', ranks: [2, 1, null], mean: 1.5},
    {method: 'B', ranks: [1, 2, null], mean: 1.5},
  ]);
});

test('a method that is not told from the best is level with it, a clearly worse one is not', t => {
  const count = 30;
  const noise = (row: number) => ((row * 7) % 11) / 10 - 0.5;
  const rows = Array.from({length: count}, (_, row) => ({
    ...{id: String(row), image: '', className: 'horse', target: 0, logit: 0},
  }));
  const best = rows.map((_, row) => 2 + noise(row));
  const evaluation: Evaluation = {
    ...byHand,
    ...{rows, classes: ['horse'], measures: byHand.measures.slice(0, 1)},
    methods: ['best', 'near', 'worse', 'never'].map(name => sampleMethod(name)),
    scores: [
      [
        best,
        best.map((score, row) => score - 0.01 + noise(row + 3) / 5),
        best.map(score => score - 1),
        rows.map(() => null),
      ],
    ],
  };
  const {scores, differences, ranks} = summarise(evaluation);
  t.deepEqual(
    scores.map(({standing}) => standing),
    ['best', 'level', null, null],
  );
  t.like(scores[3], {mean: null, low: null, high: null, count: 0, undefinedCount: count});
  t.like(
    differences.find(({b}) => b === 'never'),
    {mean: null, count: 0, better: null},
  );
  // A difference that is the same in every picture is known exactly, whatever the pictures do.
  const worse = differences.find(({a, b}) => a === 'best' && b === 'worse')!;
  for (const bound of [worse.mean, worse.low, worse.high]) t.true(Math.abs(bound! - 1) < 1e-12);
  t.is(worse.better, 1);
  t.deepEqual(
    ranks.map(({mean}) => mean),
    [1, 2, 3, null],
  );
});

test('pairs are all, and of many methods those with the first', t => {
  const of = (count: number) =>
    summarise(
      sampleEvaluation({
        methods: Array.from({length: count}, (_, index) => sampleMethod(`m${index}`)),
        ...{families: ['complexity'], pictures: 3},
      }),
      {resamples: 10},
    ).differences.filter(one => one.className === null && one.measure === 'gini').length;
  t.is(of(12), 66);
  t.is(of(13), 12);
});

test('the interval is that of drawing pictures again, written out row by row', t => {
  const clusterOf = [0, 0, 1, 2, 2, 2, 3];
  const values = [1, 4, null, 2, 8, 5, 7];
  const draws = drawClusters(4, {seed: 3, resamples: 501});
  const means = Array.from({length: 501}, (_, draw) => {
    const drawn: number[] = [];
    for (let cluster = 0; cluster < 4; cluster += 1) {
      for (let again = 0; again < draws.times[cluster * 501 + draw]!; again += 1) {
        values.forEach((value, row) => {
          if (clusterOf[row] === cluster && value !== null) drawn.push(value);
        });
      }
    }
    return drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
  })
    .filter(mean => !Number.isNaN(mean))
    .sort((a, b) => a - b);
  const [low, high] = clusterInterval(sumClusters(values, clusterOf, 4), draws)!;
  t.true(Math.abs(low - means[Math.round(0.025 * (means.length - 1))]!) < 1e-12);
  t.true(Math.abs(high - means[Math.round(0.975 * (means.length - 1))]!) < 1e-12);
});

test('laws of the interval', t => {
  const numbers = fc.array(fc.double({min: -100, max: 100, noNaN: true}), {
    ...{minLength: 2, maxLength: 20},
  });
  fc.assert(
    fc.property(numbers, fc.integer({min: 0, max: 1000}), (values, seed) => {
      const each = values.map((_, index) => index);
      const draws = drawClusters(values.length, {seed, resamples: 200});
      const of = (own: readonly number[], clusters: readonly number[]) =>
        clusterInterval(sumClusters(own, clusters, values.length), draws)!;
      const plain = of(values, each);
      // One number a cluster is the plain bootstrap.
      const known = bootstrapInterval(values, {seed, resamples: 200});
      const isPlain = plain.every((bound, i) => Math.abs(bound - known[i]!) < 1e-9);
      // Saying everything twice adds no knowledge: rows of one picture are not independent.
      const twice = of([...values, ...values], [...each, ...each]);
      const isSame = twice.every((bound, i) => Math.abs(bound - plain[i]!) < 1e-9);
      const inside =
        plain[0] <= plain[1] &&
        plain[0] >= Math.min(...values) - 1e-9 &&
        plain[1] <= Math.max(...values) + 1e-9;
      return isPlain && isSame && inside;
    }),
    {seed: 9, numRuns: 50},
  );
  t.pass();
});

test('about 95 % of such intervals hold the true mean; of intervals over rows, as if they were independent, far fewer', t => {
  const random = randomFrom(21);
  const [trials, pictures] = [400, 40];
  const held = {pictures: 0, rows: 0};
  for (let trial = 0; trial < trials; trial += 1) {
    // Two rows a picture, which share most of what the picture adds; the true mean is 0.
    const values = Array.from({length: pictures}, () => {
      const own = random.normal();
      return [own + 0.1 * random.normal(), own + 0.1 * random.normal()];
    }).flat();
    const holds = (clusterOf: readonly number[], clusters: number): number => {
      const draws = drawClusters(clusters, {seed: trial, resamples: 300});
      const [low, high] = clusterInterval(sumClusters(values, clusterOf, clusters), draws)!;
      return low <= 0 && high >= 0 ? 1 : 0;
    };
    held.pictures += holds(
      values.map((_, row) => Math.floor(row / 2)),
      pictures,
    );
    held.rows += holds([...values.keys()], values.length);
  }
  t.true(held.pictures / trials > 0.9 && held.pictures / trials < 0.98, String(held.pictures));
  t.true(held.rows / trials < 0.88, String(held.rows));
});
