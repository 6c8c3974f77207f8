import {readFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import test from 'ava';
import sharp from 'sharp';
import {offlineFaults} from '../helpers/offline.js';
import {readTestNpy} from '../helpers/npy.js';
import {runCli} from '../helpers/run-cli.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';
import {writeOnnx} from '../helpers/cli-models.js';
import {floats, onnxNode} from '../helpers/onnx-maker.js';

/** A picture of one colour. */
function sheet(file: string, width: number, height: number, colour: string): Promise<unknown> {
  return sharp({create: {width, height, channels: 3, background: colour}})
    .png()
    .toFile(file);
}

test('pictures are fitted as --preprocess says, which is printed, and drawn as PNG and HTML', async t => {
  const work = await temporaryFolder(t);
  const model = await writeOnnx(work, {
    nodes: [
      onnxNode('Conv', ['input', 'w'], ['c'], {kernel_shape: [1, 1]}),
      onnxNode('GlobalAveragePool', ['c'], ['g']),
      onnxNode('Flatten', ['g'], ['output']),
    ],
    // Class 0 reads red, class 1 green minus blue.
    weights: [floats('w', [2, 3, 1, 1], [1, 0, 0, 0, 1, -1])],
    inputs: {input: [0, 3, 8, 8]},
  });
  await sheet(join(work, 'red.png'), 8, 8, '#ff0000');
  await sheet(join(work, 'wide.png'), 32, 16, '#336600');
  const arguments_ = [
    ...['explain', model, '--input', 'red.png', 'wide.png', '--plan', 'EpsilonPlus'],
    ...['--target', '0,1', '--out', 'R.npy', '--png', 'p.png', '--html', 'h.html'],
  ];
  const unsaid = await runCli(arguments_, {cwd: work});
  t.is(unsaid.code, 1);
  t.regex(unsaid.stderr, /^error\[input\/preprocessing\]: .*--preprocess unit.*\n$/);

  const {code, stdout, stderr} = await runCli([...arguments_, '--preprocess', 'unit'], {cwd: work});
  t.is(code, 0, stderr);
  t.regex(stdout, /pictures: RGB, pixel × 1\/255: values 0…1\n/);
  t.regex(stdout, /red\.png: 8×8, as it is\n/);
  t.regex(stdout, /wide\.png: 32×16, resized and cut to the middle 8×8\n/);
  const relevance = readTestNpy(join(work, 'R.npy'));
  t.deepEqual(relevance.shape, [2, 3, 8, 8]);
  const plane = (sample: number, channel: number): Float32Array =>
    relevance.data.subarray((sample * 3 + channel) * 64, (sample * 3 + channel + 1) * 64);
  t.true(plane(0, 0).every(value => Math.abs(value - 1 / 64) < 1e-5));
  t.true(plane(1, 1).every(value => Math.abs(value - 0.4 / 64) < 1e-5));

  const png = await sharp(await readFile(join(work, 'p.png')))
    .raw()
    .toBuffer({resolveWithObject: true});
  t.true(png.info.width > 100 && png.info.height > 100);
  t.true(new Set(png.data).size > 2, 'the picture is not empty');
  t.deepEqual(offlineFaults(await readFile(join(work, 'h.html'), 'utf8')), []);
});

test("a model's own preprocessing and classes are used and printed", async t => {
  const {code, stdout} = await runCli([
    'explain',
    resolve('notebooks/models/digits.onnx'),
    ...['--input', resolve('notebooks/digits/3-a.png'), '--plan', 'EpsilonPlus'],
    ...['--target', 'three'],
  ]);
  t.is(code, 0);
  t.regex(stdout, /pictures: grey, pixel × 1\/255: values 0…1/);
  t.regex(stdout, /3-a\.png for three \(3\)/);
});

test('arrays that are no pictures are drawn as bars in HTML and refused as PNG', async t => {
  const work = await temporaryFolder(t);
  const folder = resolve('test/golden/open/mlp');
  const arguments_ = [
    ...['explain', join(folder, 'model.onnx'), '--input', join(folder, 'input.npy')],
    ...['--plan', 'EpsilonPlus', '--target', '0', '--html', 'h.html'],
  ];
  const refused = await runCli([...arguments_, '--png', 'p.png'], {cwd: work});
  t.is(refused.code, 1);
  t.regex(refused.stderr, /^error\[save\/no-picture\]: [^\n]*\n$/);
  await t.throwsAsync(readFile(join(work, 'h.html')), {code: 'ENOENT'});
  const drawn = await runCli(arguments_, {cwd: work});
  t.is(drawn.code, 0);
  t.deepEqual(offlineFaults(await readFile(join(work, 'h.html'), 'utf8')), []);
});
