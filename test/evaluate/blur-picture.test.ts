import test from 'ava';
import {blurPicture} from '../../src/evaluate/blur-picture.js';
import {pictureAxes} from '../../src/evaluate/picture-axes.js';
import {rowSeed} from '../../src/evaluate/row-seed.js';
import {GraphBuilder, tensorOf} from '../helpers/graph-builder.js';

function axesFor(height: number, width: number): ReturnType<typeof pictureAxes> {
  const builder = new GraphBuilder([2, height, width]);
  builder.flatten();
  builder.dense(tensorOf([1, 2 * height * width], new Array(2 * height * width).fill(1)), null);
  return pictureAxes(builder.build(), 'a test');
}

test('a point becomes a Gaussian of 1/16 of the shorter side; another channel keeps out of it', t => {
  const axes = axesFor(32, 48);
  const picture = new Float32Array(2 * 32 * 48);
  const middle = 16 * 48 + 24;
  picture[middle] = 1;
  const blurred = blurPicture(picture, axes);
  // Deviation 2: one pixel aside e^(−1/8) of the middle, two e^(−1/2), diagonal e^(−1/4).
  const share = (offset: number): number => blurred[middle + offset]! / blurred[middle]!;
  t.true(Math.abs(share(1) - Math.exp(-1 / 8)) < 1e-6);
  t.true(Math.abs(share(96) - Math.exp(-1 / 2)) < 1e-6);
  t.true(Math.abs(share(49) - Math.exp(-1 / 4)) < 1e-6);
  t.true(Math.abs(blurred.reduce((sum, value) => sum + value, 0) - 1) < 1e-5);
  t.true(blurred.subarray(32 * 48).every(value => value === 0));
  t.is(picture[middle], 1);
});

test('an even picture stays as it is, up to the border', t => {
  const blurred = blurPicture(new Float32Array(2 * 20 * 20).fill(0.75), axesFor(20, 20));
  t.true(blurred.every(value => Math.abs(value - 0.75) < 1e-6));
});

test('a seed of a row differs by seed, key and purpose', t => {
  const seeds = [
    rowSeed(1, 'a horse', 'noise'),
    rowSeed(2, 'a horse', 'noise'),
    rowSeed(1, 'a person', 'noise'),
    rowSeed(1, 'a horse', 'Random'),
    rowSeed(1, 'horse', 'noisea '),
  ];
  t.is(new Set(seeds).size, seeds.length);
  t.is(rowSeed(1, 'a horse', 'noise'), seeds[0]!);
  t.true(seeds.every(seed => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32));
});
