import test from 'ava';
import {augmentInto} from '../../../scripts/digits/augment.js';
import {createRandom} from '../../../src/data/random.js';
import {splitDigits} from '../../../scripts/digits/split.js';
import {wilson} from '../../../scripts/digits/wilson.js';

const digits = Array.from({length: 500}, (_, index) => ({
  label: index % 10,
  index,
  pixels: new Uint8Array(784),
}));

test('every digit is in exactly one split: 7, 1 and 2 tenths of every class', t => {
  const {train, validation, test: held} = splitDigits(digits, 1);
  t.is(new Set([...train, ...validation, ...held]).size, 500);
  for (let label = 0; label < 10; label += 1) {
    const count = (part: typeof train): number => part.filter(d => d.label === label).length;
    t.deepEqual([count(train), count(validation), count(held)], [35, 5, 10]);
  }
});

test('the same seed splits alike, another seed otherwise', t => {
  const indices = (seed: number): string =>
    splitDigits(digits, seed)
      .test.map(({index}) => index)
      .join();
  t.is(indices(1), indices(1));
  t.not(indices(1), indices(2));
});

test('a changed digit keeps its values in 0…1, and most of its ink', t => {
  const pixels = new Uint8Array(784);
  for (let row = 10; row < 18; row += 1) pixels.fill(255, row * 28 + 10, row * 28 + 18);
  const target = new Float32Array(784);
  const random = createRandom(5);
  for (let run = 0; run < 20; run += 1) {
    augmentInto(target, pixels, random);
    const ink = target.reduce((sum, value) => sum + value, 0);
    t.true(target.every(value => value >= 0 && value <= 1));
    t.true(ink > 64 * 0.75 && ink < 64 * 1.35, String(ink));
  }
});

test('the interval of Wilson for 8 of 10 is 0.490 to 0.943', t => {
  const [low, high] = wilson(8, 10);
  t.true(Math.abs(low - 0.4902) < 1e-3 && Math.abs(high - 0.9433) < 1e-3);
});
