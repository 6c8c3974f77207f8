import {copyFile, mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import sharp from 'sharp';
import {sources} from '../../src/fetch/sources.js';
import {writeNpyFile} from '../helpers/cli-models.js';
import {kerasFolder} from '../helpers/keras-fixtures.js';
import {readTestNpy} from '../helpers/npy.js';
import {onnxFolder} from '../helpers/onnx-fixtures.js';
import {runCli} from '../helpers/run-cli.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';
import {unzip} from '../helpers/unzip.js';

/** Networks that do not say how pictures become their input, and a picture that is brown. */
async function workshop(t: ExecutionContext): Promise<string> {
  const work = await temporaryFolder(t);
  await mkdir(join(work, 'models'));
  for (const [folder, file] of [
    [onnxFolder, 'vgg-bn.18.onnx'],
    [kerasFolder, 'talk.packed.keras'],
    [kerasFolder, 'vgg.v1-weights.h5'],
    [onnxFolder, 'gemm.9.onnx'],
  ] as const)
    await copyFile(join(folder, file), join(work, 'models', file));
  const brown = {r: 150, g: 100, b: 50};
  await sharp({create: {width: 9, height: 9, channels: 3, background: brown}})
    .png()
    .toFile(join(work, 'brown.png'));
  return work;
}

async function run(work: string, text: string): ReturnType<typeof runCli> {
  await writeFile(join(work, 's.lrp'), text);
  return runCli(['run', 's.lrp', '--out', 'out'], {cwd: work});
}

/** Relevance by the name of its plan. */
async function relevanceOf(work: string): Promise<Readonly<Record<string, readonly number[]>>> {
  const arrays: Record<string, readonly number[]> = {};
  for (const [name, bytes] of unzip(await readFile(join(work, 'out', 'r.npz')))) {
    await writeFile(join(work, 'entry.npy'), bytes);
    arrays[name.replace(/^relevance\.|\.npy$/g, '')] = [
      ...readTestNpy(join(work, 'entry.npy')).data,
    ];
  }
  return arrays;
}

function list(numbers: readonly number[]): string {
  return `[${numbers.join(', ')}]`;
}

const mean = [0.485, 0.456, 0.406];
const std = [0.229, 0.224, 0.225];
/** What each preset makes of pixel 0 and pixel 255, and of the brown of the picture, worked by hand. */
const presets = {
  torch: {
    low: mean.map((m, c) => -m / std[c]!),
    high: mean.map((m, c) => (1 - m) / std[c]!),
    brown: [150, 100, 50].map((pixel, c) => (pixel / 255 - mean[c]!) / std[c]!),
  },
  caffe: {
    low: [-103.939, -116.779, -123.68],
    high: [255 - 103.939, 255 - 116.779, 255 - 123.68],
    brown: [50 - 103.939, 100 - 116.779, 150 - 123.68],
  },
};

const cases = [
  ['an ONNX file of torch', 'vgg-bn.18.onnx', 'torch', 'preprocess torch'],
  ['a whole Keras file', 'talk.packed.keras', 'caffe', 'as net preprocess caffe'],
  [
    'an ONNX file by values of its own',
    'vgg-bn.18.onnx',
    'torch',
    `preprocess RGB(scale=1/255, mean=m, std=${list(std)})`,
  ],
] as const;

for (const [title, file, preset, clauses] of cases) {
  test(`${title} that says nothing of pictures explains one under zB with the bounds of ${preset}`, async t => {
    const work = await workshop(t);
    const {low, high, brown} = presets[preset];
    const {code, stderr, stdout} = await run(
      work,
      `let m = ${list(mean)}
model "models/${file}" ${clauses}
image "brown.png" as brown
plan said { all use zplus   input use zB }
plan written { all use zplus   input use zB(${list(low)}, ${list(high)}) }
plan other { all use zplus   input use zB(0, 1) }
let unused = m
explain brown for 0 with said, written, other
save "r.npz"
show graph
`.replace(clauses.includes('mean=m') ? '' : /^let (m|unused) .*\n/gm, ''),
    );
    t.is(code, 0, stderr);
    t.regex(stdout, /^pictures: (RGB|BGR), pixel/m);
    const {said, written, other} = await relevanceOf(work);
    t.true(said!.some(value => value !== 0));
    const largest = Math.max(...said!.map(Math.abs));
    t.true(said!.every((value, i) => Math.abs(value - written![i]!) <= 1e-5 * largest));
    t.false(said!.every((value, i) => Math.abs(value - other![i]!) <= 1e-3 * largest));

    // The picture itself is what the preset makes of it: the same numbers as an array explain alike.
    const isLast = file.endsWith('.keras');
    const [height, width] = isLast ? [10, 8] : await sizeOf(work, file);
    const count = height * width;
    const data = Array.from({length: 3 * count}, (_, i) =>
      isLast ? brown[i % 3]! : brown[Math.floor(i / count)]!,
    );
    const shape = isLast ? [1, height, width, 3] : [1, 3, height, width];
    await writeNpyFile(work, 'brown.npy', shape, data);
    const array = await run(
      work,
      `model "models/${file}" preprocess ${preset}\ninput "brown.npy" as brown\nplan said { all use zplus   input use zB }\nexplain brown for 0 with said\nsave "r.npz"\n`,
    );
    t.is(array.code, 0, array.stderr);
    const {said: again} = await relevanceOf(work);
    t.true(said!.every((value, i) => Math.abs(value - again![i]!) <= 1e-4 * largest));
  });
}

async function sizeOf(work: string, file: string): Promise<readonly [number, number]> {
  const {stdout} = await runCli(['graph', join(work, 'models', file)]);
  const [, height, width] = /\[3×(\d+)×(\d+)\]/.exec(stdout)!;
  return [Number(height), Number(width)];
}

test('classes that a script names hold for the same network read again with its batch norms kept', async t => {
  const work = await workshop(t);
  const net = 'model "models/vgg-bn.18.onnx" preprocess torch as';
  const {code, stderr, stdout} = await run(
    work,
    `${net} folded
classes "a", "b", "c", "horse"
image "brown.png" as brown
explain brown for "horse" with EpsilonPlus
${net} kept batchnorm keep
explain brown for "horse" with EpsilonPlus
`,
  );
  t.is(code, 0, stderr);
  t.is(stdout.match(/^vgg-bn\.18\.onnx .* → 4 scores$/gm)?.length, 2, stdout);
});

test('weights without the size of their pictures are told it, and a let can hold it', async t => {
  const work = await workshop(t);
  const explain = 'image "brown.png" as brown\nexplain brown for 0 with EpsilonGammaBox\n';
  const {code, stderr, stdout} = await run(
    work,
    `let side = 64\nmodel "models/vgg.v1-weights.h5" shape [side, 32, 3]\n${explain}`,
  );
  t.is(code, 0, stderr);
  t.regex(stdout, /\[3×64×32\]/);
});

/** Errors of a run: code, place, hint. */
function told(stderr: string): readonly string[] {
  return [
    ...stderr.matchAll(/^error\[(.*?)\].*\n +--> s\.lrp:(\d+:\d+)\n.*\n.*\n.*\^+ ?(.*)$/gm),
  ].map(([, code, place, hint]) => `${code} ${place} ${hint}`);
}

const wrong: readonly (readonly [title: string, text: string, expected: readonly string[]])[] = [
  [
    'a picture and bounds without preprocessing',
    'model "models/vgg-bn.18.onnx"\nimage "brown.png" as a\nplan p { all use zplus  input use zB }\nexplain a with p\nexplain a for 0 with p\n',
    [
      'rule/no-bounds 3:35 write them, zB(low, high), or say how pictures become the input where the model is named: preprocess caffe',
      'input/preprocessing 4:9 say it where the model is named: preprocess unit, signed, raw, torch or caffe',
    ],
  ],
  [
    'weights whose size is not known',
    'model "models/vgg.v1-weights.h5"\n',
    [
      'model/unknown-shape 1:7 say it here: shape 3x224x224 or 224x224x3, as the model orders its axes',
    ],
  ],
  [
    'a shape that does not fit',
    'model "models/vgg.v1-weights.h5" shape 8x8x3\n',
    ['model/bad-shape 1:34 '],
  ],
  [
    'a preprocessing for a network that takes no pictures',
    'model "models/gemm.9.onnx" as net preprocess raw\n',
    ['input/no-pictures 1:35 '],
  ],
  [
    'a preprocessing of too few channels',
    'model "models/vgg-bn.18.onnx" preprocess L(scale=1/255)\n',
    ['preprocess/channels 1:31 '],
  ],
];

for (const [title, text, expected] of wrong) {
  test(`${title} is a mistake with its place and what to do, and nothing is written`, async t => {
    const work = await workshop(t);
    const {code, stderr} = await run(work, text);
    t.is(code, 1);
    t.deepEqual(told(stderr), expected, stderr);
    t.false((await readdir(work)).includes('out'));
  });
}

test('on the command line the advice is its options', async t => {
  const work = await workshop(t);
  const explain = async (...args: readonly string[]): Promise<string> => {
    const {stderr} = await runCli(['explain', ...args, '--input', 'brown.png'], {cwd: work});
    return stderr;
  };
  const plan = ['--plan', 'EpsilonPlus'];
  t.regex(
    await explain('models/vgg-bn.18.onnx', ...plan),
    /^error\[input\/preprocessing\]: .*; --preprocess unit, signed, raw, torch or caffe says it/,
  );
  t.regex(
    await explain('models/vgg.v1-weights.h5', ...plan),
    /^error\[model\/unknown-shape\]: .*; pass it as --shape/,
  );
  t.regex(
    await explain('models/vgg-bn.18.onnx', '--plan', 'DeepTaylorBounded'),
    /rule\/no-bounds[\s\S]*--preprocess caffe/,
  );
});

test('what lrplab fetch says to write next for weights without dense layers says their shape', t => {
  for (const {name, next} of sources.filter(source => source.name.includes('notop')))
    t.deepEqual(
      next.map(line => / (--)?shape 224x224x3\b/.test(line)),
      [true, true],
      name,
    );
});
