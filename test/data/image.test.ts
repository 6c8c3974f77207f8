import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {deflateSync} from 'node:zlib';
import test from 'ava';
import sharp, {type Sharp} from 'sharp';
import {crc32} from '../../src/data/crc32.js';
import {readImage} from '../../src/data/image.js';
import {findPreprocessing} from '../../src/data/preprocess-presets.js';

const folder = mkdtempSync(join(tmpdir(), 'lrplab-'));
test.after.always(() => rmSync(folder, {recursive: true}));

const grey = findPreprocessing('raw', 1);
const colour = findPreprocessing('raw', 3);

function put(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

function chunk(type: string, body: Uint8Array): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(body.length, 0);
  frame.writeUInt32BE(crc32(content), 4);
  return Buffer.concat([frame.subarray(0, 4), content, frame.subarray(4)]);
}

/** A PNG by hand; colour type 0 is grey, 2 RGB, 6 RGBA. `rows` are filter byte and pixels. */
function png(width: number, height: number, type: number, rows: Uint8Array, depth = 8): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([depth, type], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', new Uint8Array()),
  ]);
}

/** A picture with enough detail that cutting its file off loses something. */
function noise(width: number, height: number): Sharp {
  let state = 7;
  const data = Uint8Array.from({length: width * height * 3}, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state >> 16;
  });
  return sharp(data, {raw: {width, height, channels: 3}});
}

test('a grey PNG of the right size is taken pixel by pixel, all 256 values', async t => {
  const rows = Buffer.from(
    Array.from({length: 16}, (_, y) => [
      0,
      ...Array.from({length: 16}, (_, x) => y * 16 + x),
    ]).flat(),
  );
  const {tensor, pixels, fitted} = await readImage(put('grey.png', png(16, 16, 0, rows)), {
    preprocessing: grey,
    size: [16, 16],
  });
  t.deepEqual(tensor.shape, [1, 16, 16]);
  t.true(tensor.data.every((value, index) => value === index));
  t.true(pixels.data.every((value, index) => value === Math.floor(index / 3)));
  t.is(fitted, '16×16, as it is');
});

test('a colour PNG is channels first, BGR where the preprocessing says so', async t => {
  const path = put('two.png', png(2, 1, 2, Uint8Array.of(0, 10, 20, 30, 40, 50, 60)));
  const rgb = await readImage(path, {preprocessing: colour, size: [1, 2]});
  t.deepEqual([...rgb.tensor.data], [10, 40, 20, 50, 30, 60]);
  t.deepEqual([...rgb.pixels.data], [10, 20, 30, 40, 50, 60]);
  const bgr = await readImage(path, {preprocessing: {...colour, channels: 'BGR'}, size: [1, 2]});
  t.deepEqual([...bgr.tensor.data], [30, 60, 20, 50, 10, 40]);
  t.deepEqual([...bgr.pixels.data], [10, 20, 30, 40, 50, 60]);
});

test('transparency lies on white in colour and on black in grey', async t => {
  const path = put('clear.png', png(1, 1, 6, Uint8Array.of(0, 90, 90, 90, 0)));
  const rgb = await readImage(path, {preprocessing: colour, size: [1, 1]});
  t.deepEqual([...rgb.tensor.data], [255, 255, 255]);
  t.deepEqual([...(await readImage(path, {preprocessing: grey, size: [1, 1]})).tensor.data], [0]);
});

test('16-bit PNGs are read as 8-bit', async t => {
  const path = put('deep.png', png(1, 1, 0, Uint8Array.of(0, 200, 17), 16));
  t.deepEqual([...(await readImage(path, {preprocessing: grey, size: [1, 1]})).tensor.data], [200]);
});

test('a wide picture is cut to its middle', async t => {
  const row = [0, 0, 0, 200, 200, 0, 0];
  const path = put('wide.png', png(6, 2, 0, Buffer.from([...row, ...row])));
  const {tensor, fitted} = await readImage(path, {preprocessing: grey, size: [2, 2]});
  t.deepEqual([...tensor.data], [200, 200, 200, 200]);
  t.is(fitted, '6×2, resized and cut to the middle 2×2');
});

test('a larger picture of the same aspect is resized: a uniform one stays uniform', async t => {
  const data = new Uint8Array(100 * 100 * 3).fill(77);
  const path = put(
    'uniform.jpg',
    await sharp(data, {raw: {width: 100, height: 100, channels: 3}})
      .jpeg()
      .toBuffer(),
  );
  const {tensor, fitted} = await readImage(path, {preprocessing: colour, size: [8, 8]});
  t.true(tensor.data.every(value => Math.abs(value - 77) <= 1));
  t.is(fitted, '100×100, resized to 8×8');
});

test('an EXIF mark turns the picture upright', async t => {
  // Left half black, right half white; orientation 6 stands for a quarter turn clockwise.
  const data = Uint8Array.from({length: 16 * 16 * 3}, (_, i) => ((i / 3) % 16 < 8 ? 0 : 255));
  const path = put(
    'turned.jpg',
    await sharp(data, {raw: {width: 16, height: 16, channels: 3}})
      .withMetadata({orientation: 6})
      .jpeg({quality: 100})
      .toBuffer(),
  );
  const {tensor} = await readImage(path, {preprocessing: grey, size: [16, 16]});
  t.true(tensor.data[8]! < 30 && tensor.data[15 * 16 + 8]! > 225);
});

for (const format of ['png', 'jpeg', 'webp', 'gif'] as const) {
  test(`${format}: read whole, refused when cut off`, async t => {
    const bytes = await noise(64, 48).toFormat(format).toBuffer();
    const options = {preprocessing: colour, size: [48, 64]} as const;
    const whole = await readImage(put(`whole.${format}`, bytes), options);
    t.deepEqual(whole.tensor.shape, [3, 48, 64]);
    for (const part of [0.9, 0.5, 0.1]) {
      const path = put(`cut-${part}.${format}`, bytes.subarray(0, Math.floor(bytes.length * part)));
      const error = await t.throwsAsync(readImage(path, options), {code: 'image/damaged'});
      t.true(error.message.includes(path));
    }
  });
}

test('an animated GIF gives its first frame', async t => {
  const data = new Uint8Array(4 * 8 * 3).fill(255, 4 * 4 * 3);
  const gif = await sharp(data, {raw: {width: 4, height: 8, channels: 3, pageHeight: 4}})
    .gif()
    .toBuffer();
  t.is((await sharp(gif).metadata()).pages, 2);
  const {tensor} = await readImage(put('two.gif', gif), {preprocessing: grey, size: [4, 4]});
  t.true(tensor.data.every(value => value === 0));
});

test('a header that declares 30000×30000 pixels is refused before anything is decoded', async t => {
  const path = put('bomb.png', png(30_000, 30_000, 2, new Uint8Array(100)));
  const before = process.memoryUsage().rss;
  await t.throwsAsync(readImage(path, {preprocessing: colour, size: [224, 224]}), {
    code: 'image/too-large',
    message: /30000×30000/,
  });
  t.true(process.memoryUsage().rss - before < 200e6);
});

const options = {preprocessing: colour, size: [8, 8]} as const;
const pictures: readonly [string, Uint8Array | string, string][] = [
  ['empty.png', '', 'image/empty-file'],
  ['text.png', 'hello', 'image/not-a-picture'],
  ['drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/not-a-picture'],
  ['head.png', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'image/damaged'],
  ['head.jpg', Uint8Array.of(0xff, 0xd8, 0xff), 'image/damaged'],
  ['zero.png', png(0, 0, 2, new Uint8Array()), 'image/damaged'],
  ['short.png', png(50, 50, 2, new Uint8Array(20)), 'image/damaged'],
];

for (const [name, bytes, code] of pictures) {
  test(`${name}: ${code}, and the error names the path`, async t => {
    const path = put(name, bytes);
    const error = await t.throwsAsync(readImage(path, options), {code});
    t.true(error.message.startsWith(`"${path}": `));
  });
}

test('a missing file, a folder and a file above the limit are one clear error each', async t => {
  const path = put('some.png', png(2, 1, 2, Uint8Array.of(0, 1, 2, 3, 4, 5, 6)));
  await t.throwsAsync(readImage(join(folder, 'none.png'), options), {code: 'image/missing'});
  await t.throwsAsync(readImage(folder, options), {code: 'image/not-a-file'});
  await t.throwsAsync(readImage(path, {...options, maxBytes: 20}), {code: 'image/too-large'});
  await t.throwsAsync(readImage(path, {...options, maxPixels: 1}), {code: 'image/too-large'});
});
