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

test('each channel is blurred by itself, wherever channels stand', t => {
  const axes = axesFor(24, 36);
  const picture = new Float32Array(2 * 24 * 36);
  const middle = 12 * 36 + 18;
  picture[middle] = 1;
  const blurred = blurPicture(picture, axes, 1);
  // Deviation 24/12 = 2: one pixel aside e^(−1/8) of the middle, two e^(−1/2), diagonal e^(−1/4).
  const share = (offset: number): number => blurred[middle + offset]! / blurred[middle]!;
  t.true(Math.abs(share(1) - Math.exp(-1 / 8)) < 1e-6);
  t.true(Math.abs(share(72) - Math.exp(-1 / 2)) < 1e-6);
  t.true(Math.abs(share(37) - Math.exp(-1 / 4)) < 1e-6);
  t.true(blurred.subarray(24 * 36).every(value => value === 0));
  t.is(picture[middle], 1);
  const last = {...axes, at: (channel: number, pixel: number) => 2 * pixel + channel};
  const turned = new Float32Array(picture.length);
  turned[2 * middle] = 1;
  t.deepEqual(
    blurPicture(turned, last, 1).filter((_, index) => index % 2 === 0),
    blurred.subarray(0, 24 * 36),
  );
});

test('a patch is blurred by its own side where that is more', t => {
  const axes = axesFor(24, 36);
  const picture = new Float32Array(2 * 24 * 36);
  picture[12 * 36 + 18] = 1;
  const blurred = blurPicture(picture, axes, 4);
  t.true(Math.abs(blurred[12 * 36 + 19]! / blurred[12 * 36 + 18]! - Math.exp(-1 / 32)) < 1e-6);
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
