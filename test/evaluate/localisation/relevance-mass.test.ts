import test from 'ava';
import fc from 'fast-check';
import {boxInView} from '../../../src/data/voc/box-in-view.js';
import {areaShare, boxMask} from '../../../src/evaluate/localisation/box-mask.js';
import {bootstrapInterval} from '../../../src/evaluate/localisation/bootstrap-interval.js';
import {findTasks} from '../../../src/evaluate/localisation/find-tasks.js';
import {pooledRelevance, relevanceMass} from '../../../src/evaluate/localisation/relevance-mass.js';

const seen = {width: 4, height: 2};
const box = {left: 1, top: 0, right: 3, bottom: 1};

test('a box of a picture of the right size stays as it is', t => {
  t.deepEqual(
    boxInView(
      {left: 10, top: 20, right: 30, bottom: 60},
      {width: 96, height: 96},
      {width: 96, height: 96},
    ),
    {
      left: 10,
      top: 20,
      right: 30,
      bottom: 60,
    },
  );
});

test('a box moves with its picture: 500×375 on 224×224 is scaled to 299×224, and 38 columns are cut', t => {
  const view = {width: 224, height: 224};
  const whole = boxInView(
    {left: 0, top: 0, right: 500, bottom: 375},
    {width: 500, height: 375},
    view,
  );
  t.deepEqual(whole, {left: 0, top: 0, right: 224, bottom: 224});
  const inner = boxInView(
    {left: 250, top: 75, right: 300, bottom: 375},
    {width: 500, height: 375},
    view,
  );
  // 250 · 299/500 − 38 = 111.5; 300 · 299/500 − 38 = 141.4; 75 · 224/375 = 44.8
  t.deepEqual(
    Object.values(inner!).map(side => Number(side.toFixed(9))),
    [111.5, 44.8, 141.4, 224],
  );
  const outside = {left: 0, top: 0, right: 50, bottom: 375};
  t.is(boxInView(outside, {width: 500, height: 375}, view), null);
});

test('a mask holds the pixels whose centre lies in a box, and two boxes cover no pixel twice', t => {
  t.deepEqual([...boxMask([box], seen)], [0, 1, 1, 0, 0, 0, 0, 0]);
  t.deepEqual(
    [...boxMask([{left: 0.5, top: 0.6, right: 1.5, bottom: 2}], seen)],
    [0, 0, 0, 0, 1, 0, 0, 0],
  );
  const union = boxMask([box, {left: 2, top: 0, right: 9, bottom: 9}], seen);
  t.deepEqual([...union], [0, 1, 1, 1, 0, 0, 1, 1]);
  t.is(areaShare(union), 5 / 8);
});

test('channels are summed before the positive part is taken', t => {
  const first = [1, 2, 3, 4, -1, -4, 1, 0];
  t.deepEqual([...pooledRelevance(first, [2, 2, 2], 'channels-first')], [0, -2, 4, 4]);
  t.deepEqual([...pooledRelevance(first, [2, 2, 2], 'channels-last')], [3, 7, -5, 1]);
});

test('by hand: 3 of 4 parts of what is positive lie in the box', t => {
  t.is(relevanceMass([1, 2, 1, 0, -8, 0, 0, 0], boxMask([box], seen)), 3 / 4);
});

test('without positive relevance there is no share', t => {
  t.true(Number.isNaN(relevanceMass([0, -1], Uint8Array.of(1, 0))));
});

const scenes = fc.record({
  mask: fc
    .array(fc.constantFrom(0, 1), {minLength: 2, maxLength: 40})
    .filter(mask => mask.includes(0) && mask.includes(1)),
});

test('a perfect map scores 1, a uniform one the area, its opposite 0', t => {
  fc.assert(
    fc.property(scenes, ({mask}) => {
      const inside = Uint8Array.from(mask);
      const perfect = mask.map(Number);
      t.is(relevanceMass(perfect, inside), 1);
      t.true(
        Math.abs(
          relevanceMass(
            mask.map(() => 0.7),
            inside,
          ) - areaShare(inside),
        ) < 1e-12,
      );
      t.is(
        relevanceMass(
          mask.map(value => 1 - value),
          inside,
        ),
        0,
      );
    }),
    {seed: 7},
  );
});

test('turning a map upside down in its sign is worse where the box is what speaks for the class', t => {
  const mask = boxMask([box], seen);
  const map = [-0.5, 3, 2, 0.2, -1, 0.1, -0.3, 0];
  t.true(relevanceMass(map, mask) > areaShare(mask));
  t.true(
    relevanceMass(
      map.map(value => -value),
      mask,
    ) < areaShare(mask),
  );
});

test('the size of a map does not matter, and a share lies between 0 and 1', t => {
  const numbers = fc.array(fc.double({min: -1e3, max: 1e3, noNaN: true}), {
    minLength: 8,
    maxLength: 8,
  });
  t.notThrows(() =>
    fc.assert(
      fc.property(numbers, fc.double({min: 0.01, max: 100, noNaN: true}), (map, factor) => {
        const share = relevanceMass(map, boxMask([box], seen));
        const scaled = relevanceMass(
          map.map(value => value * factor),
          boxMask([box], seen),
        );
        if (Number.isNaN(share)) return Number.isNaN(scaled);
        return share >= 0 && share <= 1 && Math.abs(share - scaled) < 1e-9;
      }),
      {seed: 7},
    ),
  );
});

test('the interval of a mean: the same for the same seed, around the mean, narrower for more pictures', t => {
  const few = [0.2, 0.4, 0.9, 0.5];
  const many = Array.from({length: 50}, () => few).flat();
  const [low, high] = bootstrapInterval(few, {seed: 3});
  t.deepEqual(bootstrapInterval(few, {seed: 3}), [low, high]);
  t.true(low < 0.5 && high > 0.5 && low >= 0.2 && high <= 0.9);
  const [closer, closest] = bootstrapInterval(many, {seed: 3});
  t.true(closest - closer < high - low);
  // σ = 0.2550, so 1.96·σ/√200 = 0.0353 to both sides.
  t.true(Math.abs(closest - closer - 0.0707) < 0.01);
  t.deepEqual(bootstrapInterval([0.3], {seed: 1}), [0.3, 0.3]);
  t.true(bootstrapInterval([], {seed: 1}).every(Number.isNaN));
});

const object = (className: string, sides: readonly number[], difficult = false) => ({
  className,
  difficult,
  truncated: false,
  box: {left: sides[0]!, top: sides[1]!, right: sides[2]!, bottom: sides[3]!},
});

test('only classes that a picture shows count, difficult ones alone do not, and the boxes of a class are joined', t => {
  const sample = (id: string, objects: readonly ReturnType<typeof object>[]) => ({
    ...{id, image: `${id}.jpg`, width: 4, height: 2, bytes: 1, sha256: '', objects},
  });
  const split = {
    classes: ['horse', 'person'],
    samples: [
      sample('none', [object('dog', [0, 0, 4, 2])]),
      sample('hard', [object('horse', [0, 0, 4, 2], true)]),
      sample('both', [
        object('horse', [0, 0, 1, 1]),
        object('horse', [3, 0, 4, 1], true),
        object('person', [1, 0, 3, 2]),
      ]),
      sample('last', [object('person', [0, 0, 1, 2])]),
    ],
    labels: [
      [-1, -1],
      [0, -1],
      [1, 1],
      [-1, 1],
    ] as const,
  };
  const tasks = findTasks(split, seen);
  t.deepEqual(
    tasks.map(({id, targets}) => [id, ...targets.map(({className}) => className)]),
    [
      ['both', 'horse', 'person'],
      ['last', 'person'],
    ],
  );
  t.deepEqual([...tasks[0]!.targets[0]!.mask], [1, 0, 0, 1, 0, 0, 0, 0]);
  t.is(findTasks(split, seen, 1).length, 1);
});
