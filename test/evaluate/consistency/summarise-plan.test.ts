import test from 'ava';
import {
  consistencyLayersTable,
  consistencyNotes,
  consistencyTable,
} from '../../../src/evaluate/consistency/consistency-table.js';
import type {Consistency} from '../../../src/evaluate/consistency/consistency.js';
import {summarisePlan} from '../../../src/evaluate/consistency/summarise-plan.js';
import {deviationsOf} from '../../../src/ledger/deviations.js';
import type {LedgerSample} from '../../../src/ledger/ledger.js';
import {line, sampleOf} from '../../ledger/samples.js';

const plan = {name: 'p', start: 'logit'} as const;
const row = (key: string, ledger: LedgerSample, relevance: readonly number[]) => ({
  key,
  score: ledger.logit,
  deviations: deviationsOf(ledger, Float32Array.from(relevance), 'logit'),
});

/** 8 arrives as it is; 4 loses 1 to a bias in "b"; 2 makes 1 in "a", where a quarter is negative. */
const rows = [
  row(
    '1 horse',
    sampleOf(
      8,
      line('a', {relevanceOut: 8, relevanceIn: 8}),
      line('b', {relevanceOut: 8, relevanceIn: 8}),
    ),
    [5, 3],
  ),
  row(
    '2 horse',
    sampleOf(
      4,
      line('a', {relevanceOut: 3, relevanceIn: 3}),
      line('b', {relevanceOut: 4, relevanceIn: 3, bias: 1.5, stabiliser: -0.5}),
    ),
    [3, 0],
  ),
  row(
    '2 person',
    sampleOf(
      2,
      line('a', {relevanceOut: 2, relevanceIn: 3, gain: -1, negativeShare: 0.25}),
      line('b', {relevanceOut: 2, relevanceIn: 2, negativeShare: 0.1}),
    ),
    [4.5, -1.5],
  ),
];
const layers = rows[0]!.deviations.layers.map(({layer}) => line(layer, {}));
const summary = summarisePlan(plan, layers, rows, 0.05);

test('by hand: rates of three maps, one consistent, one that loses a quarter, one that makes a half and is negative', t => {
  t.deepEqual(summary.rates, {conservative: 1 / 3, positive: 2 / 3, consistent: 1 / 3});
  t.deepEqual(summary.everyLayer, {conservative: 1 / 3, positive: 2 / 3, consistent: 1 / 3});
  t.deepEqual(summary.conservation, {mean: 0.25, median: 0.25, worst: 0.5, worstKey: '2 person'});
  t.deepEqual(summary.negative, {mean: 0.25 / 3, median: 0, worst: 0.25, worstKey: '2 person'});
});

test('each layer has rates, the worst picture, and its cause there', t => {
  const [a, b] = summary.layers;
  t.deepEqual(a!.rates, {conservative: 2 / 3, positive: 2 / 3, consistent: 2 / 3});
  t.deepEqual(
    [a!.conservation.worst, a!.conservation.worstKey, a!.cause],
    [0.5, '2 person', 'gain'],
  );
  t.deepEqual(b!.rates, {conservative: 2 / 3, positive: 2 / 3, consistent: 1 / 3});
  t.deepEqual(
    [b!.conservation.worst, b!.conservation.worstKey, b!.cause],
    [0.25, '2 horse', 'bias'],
  );
  t.is(b!.negative.worst, 0.1);
});

test('a wide tolerance lets all through, and a layer within it can still be without the map', t => {
  const wide = summarisePlan(plan, layers, rows, 0.5);
  t.deepEqual(wide.rates, {conservative: 1, positive: 1, consistent: 1});
  t.deepEqual(wide.everyLayer, {conservative: 1, positive: 1, consistent: 1});
  const half = summarisePlan(plan, layers, rows, 0.25);
  t.deepEqual(half.rates, {conservative: 2 / 3, positive: 1, consistent: 2 / 3});
});

test('what cancels between layers is consistent at the input, and not in every layer', t => {
  const cancelling = sampleOf(
    10,
    line('a', {relevanceOut: 5, relevanceIn: 10, gain: -5}),
    line('b', {relevanceOut: 10, relevanceIn: 5, gain: 5, negativeShare: 0.5}),
  );
  const {rates, everyLayer} = summarisePlan(plan, layers, [row('1', cancelling, [10])], 0.05);
  t.deepEqual(rates, {conservative: 1, positive: 1, consistent: 1});
  t.deepEqual(everyLayer, {conservative: 0, positive: 0, consistent: 0});
});

test('rates of positive scores leave out the others; a score of 0 has no deviation in shares', t => {
  const negative = row('3', sampleOf(-2, line('a', {}), line('b', {})), [-2]);
  const nothing = row('4', sampleOf(0, line('a', {}), line('b', {})), [1]);
  const both = summarisePlan(plan, layers, [...rows, negative, nothing], 0.05);
  t.deepEqual(both.rates, {conservative: 2 / 5, positive: 3 / 5, consistent: 1 / 5});
  t.deepEqual(both.positiveScores, summary.rates);
  t.is(both.conservation.worst, 0.5);
  t.is(both.conservation.mean, 0.75 / 4);
});

test('of no rows there are no rates', t => {
  const {rates, conservation} = summarisePlan(plan, layers, [], 0.05);
  t.true(Object.values(rates).every(Number.isNaN));
  t.true(Number.isNaN(conservation.mean));
  t.is(conservation.worstKey, null);
});

test('tables: a line a plan, a line a layer, and notes that say what they are', t => {
  const result: Consistency = {
    ...{model: 'm', data: 'VOC2012', split: 'test', classes: ['horse', 'person'], within: 0.05},
    ...{rows: 3, pictures: 2, notPositive: 1, plans: [summary], engine: 'onnx/cpu'},
  };
  t.deepEqual(consistencyTable(result).rows, [
    [
      ...['p', '33.3 %', '66.7 %', '33.3 %', '33.3 %'],
      ...['25.0 %', '50.0 %', '2 person', '8.33 %', '25.0 %', '2 person'],
    ],
  ]);
  t.deepEqual(consistencyLayersTable(summary).rows[1], [
    ...['b', 'zero', '66.7 %', '66.7 %', '33.3 %'],
    ...['8.33 %', '25.0 %', 'bias', '2 horse', '3.33 %', '10.0 %'],
  ]);
  const notes = consistencyNotes(result);
  t.regex(notes[0]!, /3 maps: 2 pictures of split "test" of VOC2012, .*; within 5 %/);
  t.regex(notes.at(-1)!, /1 of the maps are for a score of 0 or below, .* p 33\.3 %/);
});
