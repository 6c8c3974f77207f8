import test from 'ava';
import fc from 'fast-check';
import {augment} from '../../../src/data/augment/augment.js';
import {
  completeAugment,
  noAugment,
  type AugmentOptions,
} from '../../../src/data/augment/augment-options.js';
import {drawChange} from '../../../src/data/augment/draw-change.js';
import {recolour} from '../../../src/data/augment/recolour.js';
import {resample} from '../../../src/data/augment/resample.js';
import {createRandom} from '../../../src/data/random.js';

interface Picture {
  readonly height: number;
  readonly width: number;
  readonly data: Uint8Array;
}

const pictures: fc.Arbitrary<Picture> = fc
  .tuple(fc.integer({min: 1, max: 7}), fc.integer({min: 1, max: 7}))
  .chain(([height, width]) =>
    fc
      .uint8Array({minLength: height * width * 3, maxLength: height * width * 3})
      .map(data => ({height, width, data})),
  );

const options: AugmentOptions = {rotate: 20, shift: 0.2, zoom: 0.3, flip: 0.5, colour: 0.3};
const runs = {seed: 5, numRuns: 100};

function changed(
  picture: Picture,
  ranges: AugmentOptions,
  key = {seed: 1, epoch: 2, index: 3},
): Uint8Array {
  const out = new Uint8Array(picture.data.length);
  augment({data: picture.data, offset: 0}, {data: out, offset: 0}, picture, ranges, key);
  return out;
}

function moved(picture: Picture, from: Parameters<typeof resample>[3]): Uint8Array {
  const out = new Uint8Array(picture.data.length);
  resample({data: picture.data, offset: 0}, {data: out, offset: 0}, picture, from);
  return out;
}

/** A row of grey pixels. */
function row(...values: readonly number[]): Picture {
  return {height: 1, width: values.length, data: Uint8Array.from(values.flatMap(v => [v, v, v]))};
}

const reds = (data: Uint8Array): readonly number[] => [...data].filter((_, at) => at % 3 === 0);

test('half a pixel to the left is the mean of neighbours, the last one mirrored', t => {
  t.deepEqual(reds(moved(row(10, 20, 40), [1, 0, 0.5, 0, 1, 0])), [15, 30, 40]);
});

test('beyond the borders the picture goes on as its mirror image', t => {
  t.deepEqual(reds(moved(row(1, 2, 3), [1, 0, -2, 0, 1, 0])), [2, 1, 1]);
  t.deepEqual(reds(moved(row(1, 2, 3), [1, 0, 5, 0, 1, 0])), [1, 1, 2]);
});

test('a quarter turn puts rows where columns were', t => {
  const picture = {
    height: 2,
    width: 2,
    data: Uint8Array.from([1, 2, 3, 4].flatMap(v => [v, v, v])),
  };
  // A pixel is taken from (−y, x): the top left one from the top right.
  t.deepEqual(reds(moved(picture, [0, -1, 0, 1, 0, 0])), [2, 4, 1, 3]);
});

test('zero ranges change no pixel', t => {
  fc.assert(
    fc.property(pictures, fc.nat(), (picture, epoch) => {
      t.deepEqual(changed(picture, noAugment, {seed: 9, epoch, index: 0}), picture.data);
    }),
    runs,
  );
});

for (const name of ['flip', 'flipVertical'] as const) {
  test(`${name} twice is the picture again, and once its rows or columns backwards`, t => {
    fc.assert(
      fc.property(pictures, picture => {
        const ranges = {...noAugment, [name]: 1};
        const once = changed(picture, ranges);
        t.deepEqual(changed({...picture, data: once}, ranges), picture.data);
        const {height, width, data} = picture;
        const at = (from: Uint8Array, y: number, x: number) => from[(y * width + x) * 3 + 1];
        for (let y = 0; y < height; y += 1) {
          for (let x = 0; x < width; x += 1) {
            const [fromY, fromX] = name === 'flip' ? [y, width - 1 - x] : [height - 1 - y, x];
            t.is(at(once, y, x), at(data, fromY, fromX));
          }
        }
      }),
      runs,
    );
  });
}

test('the same key gives the same pixels; another seed, epoch or index others', t => {
  const data = Uint8Array.from({length: 12 * 12 * 3}, (_, at) => (at * 37) % 256);
  const picture = {height: 12, width: 12, data};
  const first = changed(picture, options, {seed: 1, epoch: 2, index: 3});
  t.deepEqual(changed(picture, options, {seed: 1, epoch: 2, index: 3}), first);
  t.notDeepEqual(changed(picture, options, {seed: 2, epoch: 2, index: 3}), first);
  t.notDeepEqual(changed(picture, options, {seed: 1, epoch: 3, index: 3}), first);
  t.notDeepEqual(changed(picture, options, {seed: 1, epoch: 2, index: 4}), first);
});

test('a picture of one colour keeps it however it is moved', t => {
  fc.assert(
    fc.property(fc.integer({min: 0, max: 255}), fc.nat(), (value, epoch) => {
      const picture = {height: 5, width: 6, data: new Uint8Array(90).fill(value)};
      const ranges = {...options, colour: 0, rotate: 180, shift: 1, zoom: 3};
      t.deepEqual(changed(picture, ranges, {seed: 3, epoch, index: 1}), picture.data);
    }),
    runs,
  );
});

test('turns, moves and factors stay in their ranges, and reach most of them', t => {
  const ranges = {...options, flip: 0, zoom: 0.5, rotate: 30, shift: 0.1, colour: 0.3};
  const turns: number[] = [];
  const scales: number[] = [];
  const moves: number[] = [];
  const gains: number[] = [];
  for (let seed = 0; seed < 2000; seed += 1) {
    const {from, colour} = drawChange(ranges, {height: 100, width: 200}, createRandom(seed));
    const [a, b, c, d, e, f] = from;
    t.true(Math.abs(a - e) < 1e-12 && Math.abs(b + d) < 1e-12, 'turned and scaled only');
    turns.push((Math.atan2(b, a) * 180) / Math.PI);
    const scale = 1 / Math.hypot(a, b);
    scales.push(scale);
    // The result's point that the source's middle comes to: from·p = 0.
    moves.push(Math.abs(scale ** 2 * (a * c + d * f)), 2 * Math.abs(scale ** 2 * (b * c + e * f)));
    gains.push(...colour!.gains);
    for (const value of [colour!.brightness, colour!.contrast, colour!.saturation]) {
      t.true(value >= 0.7 && value <= 1.3);
    }
  }
  const within = (values: readonly number[], low: number, high: number): void => {
    t.true(Math.min(...values) >= low && Math.max(...values) <= high);
    t.true(Math.min(...values) < low + 0.05 * (high - low));
    t.true(Math.max(...values) > high - 0.05 * (high - low));
  };
  within(turns, -30, 30);
  within(scales, 1 / 1.5, 1.5);
  within(moves, 0, 20);
  within(gains, 0.9, 1.1);
});

test('the chance of a flip is the one that is asked for', t => {
  let flipped = 0;
  for (let seed = 0; seed < 4000; seed += 1) {
    const {from} = drawChange({...noAugment, flip: 0.3}, {height: 5, width: 5}, createRandom(seed));
    if (from[0] < 0) flipped += 1;
  }
  // Five standard deviations of 4000 draws.
  t.true(Math.abs(flipped / 4000 - 0.3) < 5 * Math.sqrt((0.3 * 0.7) / 4000));
});

test('colours by hand: gain, brightness, contrast about the mean grey, saturation about the own grey', t => {
  const plain = {brightness: 1, contrast: 1, saturation: 1, gains: [1, 1, 1]} as const;
  const after = (change: Partial<typeof plain> | object): readonly number[] => {
    const data = Uint8Array.from([100, 50, 200, 20, 20, 20]);
    recolour({data, offset: 0}, 2, {...plain, ...change});
    return [...data];
  };
  t.deepEqual(after({}), [100, 50, 200, 20, 20, 20]);
  t.deepEqual(after({brightness: 1.5}), [150, 75, 255, 30, 30, 30]);
  t.deepEqual(after({gains: [1, 2, 0.5]}), [100, 100, 100, 20, 40, 10]);
  // Grey of the first pixel: 29.9 + 29.35 + 22.8 = 82.05; of both: 51.025.
  t.deepEqual(after({saturation: 0}), [82, 82, 82, 20, 20, 20]);
  t.deepEqual(after({contrast: 0}), [51, 51, 51, 51, 51, 51]);
  t.deepEqual(after({contrast: 2}), [149, 49, 255, 0, 0, 0]);
});

for (const [ranges, told] of [
  [{rotate: 181}, /rotate: expected 0 ≤ rotate ≤ 180 \(degrees\), got 181/],
  [{shift: -0.1}, /shift/],
  [{flip: 1.5}, /flip: .*probability/],
  [{colour: Number.NaN}, /colour/],
  [{flipVertical: 2}, /flipVertical/],
  [{zoom: 4}, /zoom/],
] as const) {
  test(`ranges are checked: ${JSON.stringify(ranges)}`, t => {
    t.throws(() => completeAugment(ranges), {code: 'augment/range', message: told});
  });
}

test('what is not named does not change, and a name that is none is refused', t => {
  t.deepEqual(completeAugment({flip: 0.5}), {...noAugment, flip: 0.5});
  const some: {flip: number; rotate?: number | undefined} = {flip: 1, rotate: undefined};
  t.deepEqual(completeAugment(some as Partial<AugmentOptions>), {...noAugment, flip: 1});
  t.throws(() => completeAugment({flop: 1} as Partial<AugmentOptions>), {
    code: 'augment/unknown',
    message: /"flop"; there are rotate, .*colour; did you mean "flip"/,
  });
});
