import {join} from 'node:path';
import test from 'ava';
import sharp from 'sharp';
import {openPictureLoader} from '../../../src/data/loader/picture-loader.js';
import {temporaryFolder} from '../../helpers/temporary-folder.js';

/** A picture whose red is the column and whose green is the row. */
async function writeGradient(path: string): Promise<void> {
  const [height, width] = [20, 30];
  const data = Buffer.alloc(height * width * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) data.set([x, y, 0], 3 * (y * width + x));
  }
  await sharp(data, {raw: {width, height, channels: 3}})
    .png()
    .toFile(path);
}

test('a window is that part of the picture, unscaled, mirrored where it reaches over a border', async t => {
  const image = join(await temporaryFolder(t), 'a.png');
  await writeGradient(image);
  const windows = [
    {left: 5, top: 6, right: 9, bottom: 10},
    {left: -2, top: 18, right: 2, bottom: 22},
  ];
  const samples = windows.map(window => ({image, window}));
  const loader = openPictureLoader(samples, {size: [4, 4], augment: null, seed: 1});
  const pixels = await loader.batch({epoch: 1, indices: [0, 1]});
  const at = (n: number, y: number, x: number): readonly number[] => [
    ...pixels.slice(3 * ((n * 4 + y) * 4 + x), 3 * ((n * 4 + y) * 4 + x) + 2),
  ];
  t.deepEqual(at(0, 0, 0), [5, 6]);
  t.deepEqual(at(0, 3, 2), [7, 9]);
  t.deepEqual(at(1, 0, 0), [1, 18]);
  t.deepEqual(at(1, 0, 1), [0, 18]);
  t.deepEqual(at(1, 2, 2), [0, 19]);
  t.deepEqual(at(1, 3, 3), [1, 18]);
});

test('what a changed window shows comes from around it, not from its mirror image', async t => {
  const image = join(await temporaryFolder(t), 'a.png');
  await writeGradient(image);
  const samples = [{image, window: {left: 10, top: 6, right: 18, bottom: 14}}];
  const augment = {rotate: 0, shift: 0.4, zoom: 0, flip: 0, colour: 0};
  const loader = openPictureLoader(samples, {size: [8, 8], augment, seed: 1});
  for (let epoch = 1; epoch < 10; epoch += 1) {
    const pixels = await loader.batch({epoch, indices: [0]});
    // Moved by whole or part pixels, red still grows by one from column to column.
    for (let x = 1; x < 8; x += 1) t.true(Math.abs(pixels[3 * x]! - pixels[3 * (x - 1)]! - 1) <= 1);
    t.true(pixels[3 * 7]! - pixels[0]! >= 6);
  }
});

test('a window of another size, or none beside some, is refused', t => {
  const window = {left: 0, top: 0, right: 4, bottom: 5};
  const options = {size: [4, 4], augment: null, seed: 1} as const;
  t.throws(() => openPictureLoader([{image: 'a', window}], options), {code: 'loader/window'});
  const good = {left: 0, top: 0, right: 4, bottom: 4};
  t.throws(() => openPictureLoader([{image: 'a', window: good}, {image: 'b'}], options), {
    code: 'loader/window',
  });
});
