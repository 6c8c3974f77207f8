import test from 'ava';
import fc from 'fast-check';
import type {VocLabel} from '../../../src/data/voc/voc-dataset.js';
import {confuseLabelSets, describeLabelSet} from '../../../src/train/scores/label-sets.js';

const classes = ['horse', 'person'];

test('true sets are rows, told sets columns', t => {
  // Told: horse; horse + person; person; none; horse.
  const probabilities = Float32Array.of(0.9, 0.1, 0.5, 0.5, 0.2, 0.7, 0.4, 0.4, 0.8, 0.3);
  const labels: VocLabel[][] = [
    [1, -1],
    [1, -1],
    [1, 1],
    [-1, -1],
    [-1, 0],
  ];
  const {sets, counts, exact, leftOut} = confuseLabelSets(probabilities, labels, classes);
  t.deepEqual(sets, [['horse'], ['person'], ['horse', 'person'], []]);
  t.deepEqual(counts, [
    [1, 0, 1, 0],
    [0, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 0, 1],
  ]);
  t.is(exact, 0.5);
  t.is(leftOut, 1);
});

test('no sample is no share', t => {
  t.like(confuseLabelSets(new Float32Array(0), [], classes), {exact: null, leftOut: 0});
});

test('with many classes only the sets that occur have rows', t => {
  const names = Array.from({length: 20}, (_, k) => `c${k}`);
  const row = (...there: readonly number[]): VocLabel[] =>
    names.map((_, k) => (there.includes(k) ? 1 : -1));
  const told = (...there: readonly number[]): number[] =>
    names.map((_, k) => (there.includes(k) ? 1 : 0));
  const result = confuseLabelSets(
    Float32Array.from([...told(19), ...told(), ...told(0, 19)]),
    [row(19), row(3), row(0, 19)],
    names,
  );
  t.deepEqual(result.sets, [['c3'], ['c19'], ['c0', 'c19'], []]);
  t.deepEqual(result.counts, [
    [0, 0, 0, 1],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
    [0, 0, 0, 0],
  ]);
});

test('every sample is counted once', t => {
  const label = fc.constantFrom<VocLabel>(-1, 0, 1);
  const sample = fc.record({
    labels: fc.tuple(label, label, label, label),
    told: fc.tuple(fc.nat(10), fc.nat(10), fc.nat(10), fc.nat(10)),
  });
  fc.assert(
    fc.property(fc.array(sample), samples => {
      const {counts, leftOut} = confuseLabelSets(
        Float32Array.from(samples.flatMap(({told}) => told.map(n => n / 10))),
        samples.map(({labels}) => labels),
        ['a', 'b', 'c', 'd'],
      );
      return counts.flat().reduce((sum, n) => sum + n, leftOut) === samples.length;
    }),
    {seed: 5},
  );
  t.pass();
});

test('sets have names', t => {
  t.is(describeLabelSet(['horse', 'person']), 'horse + person');
  t.is(describeLabelSet([]), '(none)');
});
