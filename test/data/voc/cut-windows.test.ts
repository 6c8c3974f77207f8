import test from 'ava';
import {cutWindows} from '../../../src/data/voc/cut-windows.js';
import type {VocObject, VocSample} from '../../../src/data/voc/voc-dataset.js';
import {withSamples} from '../../../src/data/voc/voc-labels.js';

function object(
  className: string,
  [left, top, right, bottom]: readonly [number, number, number, number],
  difficult = false,
): VocObject {
  return {className, box: {left, top, right, bottom}, difficult, truncated: false};
}

function splitOf(objects: readonly VocObject[], {width = 100, height = 80} = {}) {
  const sample: VocSample = {id: 'a', image: 'a.jpg', width, height, bytes: 1, sha256: '', objects};
  const split = {folder: 'f', split: 'train', classes: ['horse', 'person'], broken: []};
  return withSamples(split, [sample]);
}

test('a window stands around the middle of each object, and is moved into the picture', t => {
  const split = splitOf([object('horse', [40, 30, 60, 50]), object('person', [0, 0, 10, 20])]);
  const {samples} = cutWindows(split, {size: 40, seed: 1});
  t.deepEqual(samples[0]!.window, {left: 30, top: 20, right: 70, bottom: 60});
  t.deepEqual(samples[1]!.window, {left: 0, top: 0, right: 40, bottom: 40});
  t.deepEqual(
    samples.slice(0, 2).map(({id}) => id),
    ['a#0', 'a#1'],
  );
});

test('another object counts as there from 60 % of its box, as absent below 15 %, neither way between', t => {
  // The window of the horse is [30,70) × [20,60).
  const horse = object('horse', [40, 30, 60, 50]);
  const labelBeside = (left: number): number => {
    const split = splitOf([horse, object('person', [left, 30, left + 10, 40])]);
    return cutWindows(split, {size: 40, seed: 1}).labels[0]![1]!;
  };
  t.is(labelBeside(64), 1);
  t.is(labelBeside(65), 0);
  t.is(labelBeside(68), 0);
  t.is(labelBeside(69), -1);
});

test('a difficult object gets no window and is never counted as there', t => {
  const split = splitOf([
    object('horse', [40, 30, 60, 50]),
    object('person', [45, 35, 55, 45], true),
  ]);
  const cut = cutWindows(split, {size: 40, seed: 1});
  t.deepEqual(cut.labels[0], [1, 0]);
  t.is(cut.samples.filter(({window}) => window!.left === 30).length, 1);
});

test('a window without objects lies where nothing is, wherever the seed puts it', t => {
  const split = splitOf([object('horse', [0, 0, 20, 20])]);
  const places = new Set<string>();
  for (let seed = 0; seed < 20; seed += 1) {
    const cut = cutWindows(split, {size: 40, seed});
    t.deepEqual(cut.labels[1], [-1, -1]);
    const {left, top, right, bottom} = cut.samples[1]!.window!;
    t.true(left >= 0 && top >= 0 && right <= 100 && bottom <= 80);
    const inside = Math.max(0, 20 - left) * Math.max(0, 20 - top);
    t.true(inside < 0.15 * 400);
    places.add(`${left} ${top}`);
  }
  t.true(places.size > 10);
});

test('counts and hash follow the windows', t => {
  const split = splitOf([object('horse', [0, 0, 90, 70])]);
  const cut = cutWindows(split, {size: 40, seed: 1});
  t.deepEqual([cut.samples.length, cut.counts, cut.others], [1, [1, 0], 0]);
  t.not(cut.hash, split.hash);
  t.not(cut.hash, cutWindows(split, {size: 41, seed: 1}).hash);
});

test('a picture smaller than the window stands in its middle', t => {
  const split = splitOf([object('horse', [0, 0, 5, 5])], {width: 20, height: 10});
  const [sample] = cutWindows(split, {size: 40, seed: 1}).samples;
  t.deepEqual(sample!.window, {left: -10, top: -15, right: 30, bottom: 25});
});

test('a size that is none is refused', t => {
  t.throws(() => cutWindows(splitOf([]), {size: 0.5, seed: 1}), {code: 'voc/window-size'});
});
