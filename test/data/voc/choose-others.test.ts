import test from 'ava';
import fc from 'fast-check';
import {cutWindows} from '../../../src/data/voc/cut-windows.js';
import {chooseOthers} from '../../../src/data/voc/choose-others.js';
import {withSamples} from '../../../src/data/voc/voc-labels.js';
import type {VocLabel, VocSample, VocSplit} from '../../../src/data/voc/voc-dataset.js';

const classes = ['horse', 'person'];

/** A split by hand: each sample's label of "horse", "person" has none. */
function splitOf(horses: readonly VocLabel[]): VocSplit {
  const samples = horses.map((label, index): VocSample => {
    const className = label === -1 ? 'cat' : 'horse';
    const box = {left: 0, top: 0, right: 5, bottom: 5};
    return {
      id: `s${index}`,
      image: `s${index}.jpg`,
      width: 9,
      height: 9,
      bytes: 100,
      sha256: String(index),
      objects: [{className, box, difficult: label === 0, truncated: false}],
    };
  });
  return withSamples({folder: 'voc', split: 'train', classes, broken: []}, samples);
}

const ids = (split: VocSplit): readonly string[] => split.samples.map(({id}) => id);

test('a quarter of others beside six pictures with a class is two, and the rest stays', t => {
  const split = splitOf([1, 1, -1, -1, 0, -1, 1, -1, 1, -1, 1]);
  const chosen = chooseOthers(split, {share: 0.25, seed: 3});
  t.is(chosen.samples.length, 8);
  t.is(chosen.others, 2);
  t.deepEqual(chosen.counts, [5, 0]);
  for (const kept of ['s0', 's1', 's4', 's6', 's8', 's10']) t.true(ids(chosen).includes(kept));
  t.deepEqual(
    ids(chosen),
    ids(split).filter(id => ids(chosen).includes(id)),
  );
  t.deepEqual(chosen.labels.filter(row => row.every(label => label === -1)).length, 2);
  t.not(chosen.hash, split.hash);
});

test('no share takes none of them', t => {
  const chosen = chooseOthers(splitOf([1, -1, -1, 0]), {share: 0, seed: 1});
  t.deepEqual(ids(chosen), ['s0', 's3']);
});

test('the seed decides which: the same one takes the same, others take others', t => {
  const split = splitOf(Array.from({length: 200}, (_, index) => (index % 2 === 0 ? 1 : -1)));
  const some = (seed: number) => ids(chooseOthers(split, {share: 0.2, seed})).join();
  t.is(some(5), some(5));
  t.not(some(5), some(6));
});

test('a share that cannot be had names the largest that can', t => {
  const split = splitOf([1, 1, 1, -1]);
  const error = t.throws(() => chooseOthers(split, {share: 0.5, seed: 1}), {
    code: 'voc/too-few-others',
  });
  t.regex(error!.message, /takes 3 pictures of other classes; split "train" has 1; ask for 0.25/);
  t.is(chooseOthers(split, {share: 0.25, seed: 1}).samples.length, 4);
});

test('the largest share that is named can be had', t => {
  fc.assert(
    fc.property(fc.integer({min: 1, max: 60}), fc.integer({min: 0, max: 60}), (inside, outside) => {
      const labels = [...Array<VocLabel>(inside).fill(1), ...Array<VocLabel>(outside).fill(-1)];
      const split = splitOf(labels);
      const error = t.throws(() => chooseOthers(split, {share: 0.999, seed: 1}));
      const share = Number(/ask for ([\d.]+) at most/.exec(error!.message)![1]);
      const chosen = chooseOthers(split, {share, seed: 1});
      t.true(Math.abs(chosen.others - share * chosen.samples.length) <= 1);
    }),
    {seed: 11, numRuns: 60},
  );
});

for (const share of [1, -0.1, Number.NaN, 2]) {
  test(`a share of ${share} is refused`, t => {
    t.throws(() => chooseOthers(splitOf([1, -1]), {share, seed: 1}), {code: 'voc/bad-share'});
  });
}

test('a split without any of the classes is refused', t => {
  t.throws(() => chooseOthers(splitOf([-1, -1]), {share: 0.5, seed: 1}), {code: 'voc/no-samples'});
});

test('of windows the share is one of windows, and their labels stay', t => {
  const whole = splitOf([1, 1, 1, -1, -1, -1, -1]);
  const windows = cutWindows(
    {...whole, samples: whole.samples.map(sample => ({...sample, width: 60, height: 60}))},
    {size: 16, seed: 2},
  );
  const chosen = chooseOthers(windows, {share: 0.4, seed: 1});
  t.is(chosen.samples.length, 5);
  t.is(chosen.others, 2);
  for (const [index, {id}] of chosen.samples.entries()) {
    const before = windows.samples.findIndex(sample => sample.id === id);
    t.deepEqual(chosen.labels[index], windows.labels[before]);
  }
});
