import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import fc from 'fast-check';
import sharp from 'sharp';
import {crc32} from '../../../src/data/crc32.js';
import {maskInView} from '../../../src/data/voc/mask-in-view.js';
import {boxInView} from '../../../src/data/voc/box-in-view.js';
import {boxMask} from '../../../src/evaluate/localisation/box-mask.js';
import {classPixels, readMask} from '../../../src/data/voc/read-mask.js';
import {readVocSplit} from '../../../src/data/voc/read-voc-split.js';
import {vocColours} from '../../../src/data/voc/voc-colours.js';
import type {VocSample} from '../../../src/data/voc/voc-dataset.js';
import {temporaryFolder} from '../../helpers/temporary-folder.js';
import {writeDevkit} from '../../helpers/voc-devkit.js';
import {writeMask} from '../../helpers/voc-mask.js';

/** A devkit with one picture of 6×3: a person, then a horse. */
async function devkit(
  t: ExecutionContext,
): Promise<{readonly folder: string; readonly sample: VocSample}> {
  const objects = [{name: 'person'}, {name: 'horse'}].map(object => ({
    ...object,
    box: [1, 1, 3, 3] as const,
  }));
  const folder = await writeDevkit(
    await temporaryFolder(t),
    '2012',
    [{id: '2008_000001', objects, width: 6, height: 3}],
    {val: ['2008_000001']},
  );
  const {samples} = await readVocSplit(folder, 'val', {classes: ['horse', 'person']});
  return {folder, sample: samples[0]!};
}

test("the palette is VOC's: black, maroon for aeroplane, violet for horse, and its pale void", t => {
  const hex = [0, 1, 13, 15, 20, 255].map(index =>
    vocColours[index]!.toString(16).padStart(6, '0'),
  );
  t.deepEqual(hex, ['000000', '800000', 'c00080', 'c08080', '004080', 'e0e0c0']);
  t.is(new Set(vocColours).size, 256);
});

const indices = [...[0, 0, 13, 13, 255, 0], ...[15, 15, 13, 13, 255, 0], ...[15, 15, 255, 0, 0, 0]];

test('a palette picture in SegmentationClass is read as indices; void is neither class', async t => {
  const {folder, sample} = await devkit(t);
  await writeMask(folder, 'SegmentationClass', sample.id, {width: 6, height: 3}, indices);
  const mask = await readMask(folder, sample);
  t.is(mask!.kind, 'class');
  t.deepEqual([...mask!.indices], indices);
  const of = (value: number): number => (value === 13 ? 1 : value === 255 ? 255 : 0);
  t.deepEqual([...classPixels(mask!, 'horse', sample)], indices.map(of));
});

test('without it SegmentationObject is read: object k of the annotation', async t => {
  const {folder, sample} = await devkit(t);
  const objects = indices.map(index => ({0: 0, 13: 2, 15: 1, 255: 255})[index]!);
  await writeMask(folder, 'SegmentationObject', sample.id, {width: 6, height: 3}, objects);
  const mask = await readMask(folder, sample);
  t.is(mask!.kind, 'object');
  const of = (value: number): number => (value === 15 ? 1 : value === 255 ? 255 : 0);
  t.deepEqual([...classPixels(mask!, 'person', sample)], indices.map(of));
});

test('a grey picture holds the indices themselves', async t => {
  const {folder, sample} = await devkit(t);
  await mkdir(join(folder, 'SegmentationClass'));
  const path = join(folder, 'SegmentationClass', `${sample.id}.png`);
  await sharp(Uint8Array.from(indices), {raw: {width: 6, height: 3, channels: 1}})
    .toColourspace('b-w')
    .png()
    .toFile(path);
  t.deepEqual([...(await readMask(folder, sample))!.indices], indices);
});

test('a picture without a mask has none', async t => {
  const {folder, sample} = await devkit(t);
  t.is(await readMask(folder, sample), null);
});

test('hostile and broken masks end in one error that names the file', async t => {
  const {folder, sample} = await devkit(t);
  const size = {width: 6, height: 3};
  const name = 'SegmentationClass';
  const write = (values: readonly number[], extent = size): Promise<string> =>
    writeMask(folder, name, sample.id, extent, values);
  const fails = async (code: string, message: RegExp): Promise<void> => {
    const error = await t.throwsAsync(readMask(folder, sample), {code, message});
    t.true(error?.message.includes(`${sample.id}.png`));
  };
  const path = await write(new Array(18).fill(21));
  await fails('voc/mask-index', /index 21; 0 to 20 \(the classes\) and 255/);
  await write(new Array(20).fill(0), {width: 5, height: 4});
  await fails('voc/mask-size', /5×4 pixels, its picture 6×3/);
  await writeFile(path, 'no picture');
  await fails('image/not-a-picture', /no picture/);
  await writeFile(path, '');
  await fails('image/empty-file', /empty/);
  await writeFile(path, '<svg xmlns="http://www.w3.org/2000/svg" width="6" height="3"/>');
  await fails('image/not-a-picture', /no picture/);
  await sharp({create: {width: 6, height: 3, channels: 3, background: '#123456'}})
    .png()
    .toFile(path);
  await fails('voc/mask-colour', /pixel 0, 0 has the colour #123456/);
  await sharp({create: {width: 6, height: 3, channels: 3, background: '#000000'}})
    .jpeg()
    .toFile(path);
  await fails('voc/mask-form', /PNG files with Pascal VOC's palette/);
  await sharp(new Uint16Array(18), {raw: {width: 6, height: 3, channels: 1}})
    .toColourspace('grey16')
    .png()
    .toFile(path);
  await fails('voc/mask-form', /grey ones of 8 bits/);
  const whole = await sharp({create: {width: 6, height: 3, channels: 3, background: '#000000'}})
    .png()
    .toBuffer();
  await writeFile(path, whole.subarray(0, whole.length - 20));
  await fails('image/damaged', /damaged or cut off/);
  // The declared size is refused before anything is decoded.
  const bomb = Buffer.from(whole);
  bomb.writeUInt32BE(9000, 16);
  bomb.writeUInt32BE(9000, 20);
  bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
  await writeFile(path, bomb);
  await fails('image/too-large', /declares 9000×9000 pixels/);
  await writeFile(path, Buffer.alloc(10_000_001));
  await fails('image/too-large', /at most 10000000/);
});

test('a mask of the right size stays as it is; one of 4×2 is halved by the values under the centres, cut to the middle', t => {
  const mask = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  t.deepEqual(maskInView(mask, {width: 4, height: 2}, {width: 4, height: 2}), mask);
  // The shorter side fits 2, so nothing is scaled, and one column goes on each side.
  t.deepEqual([...maskInView(mask, {width: 4, height: 2}, {width: 2, height: 2})], [2, 3, 6, 7]);
  // Doubled: every pixel four times.
  t.deepEqual(
    [...maskInView(Uint8Array.of(1, 2), {width: 2, height: 1}, {width: 4, height: 2})],
    [1, 1, 2, 2, 1, 1, 2, 2],
  );
});

test('a mask that fills a box is seen where the box is', t => {
  const sides = fc.integer({min: 3, max: 40});
  t.notThrows(() =>
    fc.assert(
      fc.property(
        ...([sides, sides, sides, sides] as const),
        fc.array(fc.double({min: 0, max: 1, noNaN: true}), {minLength: 4, maxLength: 4}),
        (width, height, seenWidth, seenHeight, at) => {
          const picture = {width, height};
          const seen = {width: seenWidth, height: seenHeight};
          const span = (a: number, b: number, length: number): readonly [number, number] => {
            const low = Math.min(length - 1, Math.floor(a * length));
            return [low, Math.max(low + 1, Math.floor(b * length))];
          };
          const [left, right] = span(at[0]!, at[1]!, width);
          const [top, bottom] = span(at[2]!, at[3]!, height);
          const mask = Uint8Array.from({length: width * height}, (_, pixel) => {
            const [x, y] = [pixel % width, Math.floor(pixel / width)];
            return x >= left && x < right && y >= top && y < bottom ? 1 : 0;
          });
          const box = boxInView({left, top, right, bottom}, picture, seen);
          const expected = boxMask(box === null ? [] : [box], seen);
          const found = maskInView(mask, picture, seen);
          // An edge exactly on a pixel's centre may fall to either side by rounding.
          return found.every(
            (value, pixel) => value === expected[pixel] || onEdge(pixel, box, seenWidth),
          );
        },
      ),
      {seed: 7},
    ),
  );
});

function onEdge(pixel: number, box: ReturnType<typeof boxInView>, width: number): boolean {
  if (box === null) return false;
  const [x, y] = [(pixel % width) + 0.5, Math.floor(pixel / width) + 0.5];
  return (
    [box.left, box.right].some(edge => Math.abs(edge - x) < 1e-6) ||
    [box.top, box.bottom].some(edge => Math.abs(edge - y) < 1e-6)
  );
}
