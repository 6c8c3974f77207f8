import {execFileSync} from 'node:child_process';
import {mkdir, readFile, truncate, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {create} from '@bufbuild/protobuf';
import test, {type ExecutionContext} from 'ava';
import sharp from 'sharp';
import {encodeNpy} from '../../src/data/npy.js';
import {StringStringEntryProtoSchema} from '../../src/onnx/onnx_pb.js';
import {linearParts, linearWeights, writeNpyFile, writeOnnx} from '../helpers/cli-models.js';
import {readTestNpy} from '../helpers/npy.js';
import {floats} from '../helpers/onnx-maker.js';
import {openCliProcess} from '../helpers/cli-process.js';
import {runCli} from '../helpers/run-cli.js';
import {snapshot, temporaryFolder} from '../helpers/temporary-folder.js';

const cli = openCliProcess();
test.after.always(cli.close);

/** Far below what the files claim, well above what the program itself takes. */
const memoryLimit = 400;

interface Attempt {
  readonly model?: string;
  readonly input?: string;
  readonly plan?: string;
  readonly outputs?: readonly string[];
}

/** Explains with faulty files and holds it to one clear error, exit code 1, nothing written and little memory. */
async function refused(
  t: ExecutionContext,
  work: string,
  code: RegExp,
  {model = 'model.onnx', input = 'x.npy', plan = 'EpsilonPlus', outputs}: Attempt,
): Promise<void> {
  const before = await snapshot(work);
  const result = await cli.run(
    [
      ...['explain', model, '--input', input, '--plan', plan, '--target', '1'],
      ...(outputs ?? ['--out', 'out/R.npy', '--ledger', 'out/L.json', '--html', 'out/R.html']),
    ],
    {cwd: work},
  );
  const what = `${JSON.stringify({model, input, plan, outputs})}: ${result.stderr}`;
  t.is(result.code, 1, what);
  t.regex(result.stderr, code, what);
  t.is(result.stderr.match(/^error\[/gm)?.length, 1, what);
  t.false(result.stderr.includes('error[internal]'), what);
  t.notRegex(result.stderr, /^\s+at /m, what);
  t.is(result.stdout, '', what);
  t.true(result.megabytes < memoryLimit, `${what} ${result.megabytes} MB`);
  t.deepEqual(await snapshot(work), before, what);
}

async function goodFiles(t: ExecutionContext): Promise<string> {
  const work = await temporaryFolder(t);
  await writeOnnx(work);
  await writeNpyFile(work, 'x.npy', [1, 4], [1, 2, 3, 4]);
  return work;
}

/** A sparse file that is as large as it says without taking the disk. */
async function hole(file: string, head: Uint8Array, bytes: number): Promise<void> {
  await writeFile(file, head);
  await truncate(file, bytes);
}

test('things that are no models are refused: text, pictures, archives, folders, devices, pipes, holes', async t => {
  const work = await goodFiles(t);
  await writeFile(join(work, 'text.onnx'), 'not a model at all\n');
  await writeFile(join(work, 'archive.onnx'), 'PK\x03\x04archive');
  await writeFile(join(work, 'text.json'), 'not a model either\n');
  await writeFile(join(work, 'empty.json'), '');
  await sharp({create: {width: 9, height: 9, channels: 3, background: '#123456'}})
    .jpeg()
    .toFile(join(work, 'picture.onnx'));
  await mkdir(join(work, 'folder.onnx'));
  await hole(join(work, 'hole.onnx'), Uint8Array.of(8), 3 * 2 ** 30);
  await hole(join(work, 'hole.json'), Buffer.from('{"a": "'), 3 * 2 ** 30);
  execFileSync('mkfifo', [join(work, 'pipe.onnx'), join(work, 'pipe.json')]);
  for (const model of [
    ...['text.onnx', 'archive.onnx', 'text.json', 'empty.json', 'picture.onnx', 'folder.onnx'],
    ...['hole.onnx', 'hole.json', 'pipe.onnx', 'pipe.json', '/dev/zero'],
  ])
    await refused(t, work, /^error\[model\/[a-z-]+\]: /, {model});
});

test('a model whose weights hold NaN or infinity, or lie outside of its folder, is refused', async t => {
  const work = await goodFiles(t);
  await writeFile(join(work, 'secret.bin'), new Uint8Array(48));
  await mkdir(join(work, 'inner'));
  const weights = [0, 1, 2, 3].flatMap(i => linearWeights.map(row => row[i]!));
  for (const [name, value] of [
    ['nan', Number.NaN],
    ['inf', Number.POSITIVE_INFINITY],
  ] as const) {
    await writeOnnx(
      work,
      {...linearParts, weights: [floats('w', [4, 3], weights.with(5, value))]},
      `${name}.onnx`,
    );
    await refused(t, work, /^error\[(model|graph)\/[a-z-]+\]: .*(NaN|finite|Infinity)/, {
      model: `${name}.onnx`,
    });
  }
  for (const [k, location] of ['../secret.bin', join(work, 'secret.bin'), 'none.bin'].entries()) {
    const outside = floats('w', [4, 3], []);
    outside.dataLocation = 1;
    outside.externalData = [
      create(StringStringEntryProtoSchema, {key: 'location', value: location}),
    ];
    const model = await writeOnnx(
      join(work, 'inner'),
      {...linearParts, weights: [outside]},
      `${k}.onnx`,
    );
    await refused(t, work, /^error\[model\/external-data\]: /, {model});
  }
});

test('arrays that are none, claim too much or hold infinity are refused', async t => {
  const work = await goodFiles(t);
  await writeFile(join(work, 'text.npy'), 'not an array\n');
  await writeFile(join(work, 'empty.npy'), '');
  await mkdir(join(work, 'folder.npy'));
  execFileSync('mkfifo', [join(work, 'pipe.npy')]);
  await hole(join(work, 'hole.npy'), encodeNpy([1, 4], new Float32Array(4)), 3 * 2 ** 30);
  const claim = Buffer.from(encodeNpy([1, 4], new Float32Array(4)));
  claim.write('(134217728, 4), }', claim.indexOf('(1, 4), }'), 'latin1');
  await writeFile(join(work, 'claim.npy'), claim);
  await writeNpyFile(work, 'none.npy', [1, 4], [1, 2, 3, Number.NEGATIVE_INFINITY]);
  await writeNpyFile(work, 'wide.npy', [1, 5], [1, 2, 3, 4, 5]);
  await writeNpyFile(work, 'flat.npy', [4], [1, 2, 3, 4]);
  for (const [input, code] of [
    ['text.npy', 'npy/not-npy'],
    ['empty.npy', 'npy/empty-file'],
    ['folder.npy', 'npy/not-a-file'],
    ['pipe.npy', 'npy/not-a-file'],
    ['hole.npy', 'npy/too-large'],
    ['claim.npy', 'npy/truncated'],
    ['none.npy', 'data/not-finite'],
    ['wide.npy', 'input/shape'],
    ['flat.npy', 'input/shape'],
  ] as const)
    await refused(t, work, new RegExp(`^error\\[${code}\\]: `), {input});
});

test('an array in Fortran order is read right', async t => {
  const work = await goodFiles(t);
  const bytes = Buffer.from(encodeNpy([2, 4], Float32Array.of(1, 5, 2, 6, 3, 7, 4, 8)));
  bytes.write("True, 'shape': (2, 4), } ", bytes.indexOf('False'), 'latin1');
  await writeFile(join(work, 'f.npy'), bytes);
  await writeFile(join(work, 'plan.lrp'), 'all use zero');
  const {code, stderr} = await runCli(
    [
      ...['explain', 'model.onnx', '--input', 'f.npy', '--plan', 'plan.lrp', '--target', '0'],
      ...['--out', 'R.npy'],
    ],
    {cwd: work},
  );
  t.is(code, 0, stderr);
  const relevance = readTestNpy(join(work, 'R.npy'));
  t.deepEqual(relevance.shape, [2, 4]);
  [1, 2, 3, 4, 5, 6, 7, 8].forEach((value, i) => {
    t.true(Math.abs(relevance.data[i]! - value * linearWeights[0]![i % 4]!) < 1e-3);
  });
});

test('plan files that are none are refused', async t => {
  const work = await goodFiles(t);
  await writeFile(join(work, 'empty.lrp'), '');
  await writeFile(join(work, 'words.lrp'), 'hello world\n');
  await mkdir(join(work, 'folder.lrp'));
  await hole(join(work, 'hole.lrp'), Buffer.from('#'), 3 * 2 ** 30);
  execFileSync('mkfifo', [join(work, 'pipe.lrp')]);
  for (const [plan, code] of [
    ['none.lrp', 'script/missing'],
    ['empty.lrp', 'script/empty-file'],
    ['words.lrp', 'statement/unknown'],
    ['folder.lrp', 'script/not-a-file'],
    ['hole.lrp', 'script/too-large'],
    ['pipe.lrp', 'script/not-a-file'],
    ['/dev/zero', 'script/not-a-file'],
    ['EpsilonPlus(3)', 'preset/arguments'],
    ['EpsilonGammaBox(4, 3)', 'rule/bounds'],
  ] as const)
    await refused(t, work, new RegExp(`^error\\[${code}\\]: `), {plan});
});

test('where one result cannot be written, none is', async t => {
  const work = await goodFiles(t);
  await mkdir(join(work, 'folder'));
  await writeFile(join(work, 'file'), 'keep');
  await writeFile(join(work, 'old.npy'), 'keep');
  for (const [bad, code] of [
    ['folder', 'write/not-a-file'],
    ['file/L.json', 'write/failed'],
    ['/proc/lrplab.json', 'write/failed'],
    ['/dev/null', 'write/not-a-file'],
    ['./new/../old.npy', 'write/twice'],
  ] as const) {
    await refused(t, work, new RegExp(`^error\\[${code}\\]: `), {
      outputs: ['--out', 'old.npy', '--html', 'new/R.html', '--ledger', bad],
    });
  }
});

test('a network of the repository with a byte changed or cut never ends in a fault', async t => {
  const work = await temporaryFolder(t);
  const bytes = await readFile(resolve('test/golden/open/mlp/model.onnx'));
  await writeFile(join(work, 'cut.onnx'), bytes.subarray(0, bytes.length - 100));
  await writeFile(join(work, 'head.onnx'), bytes.subarray(0, 20));
  for (const model of ['cut.onnx', 'head.onnx']) {
    const {code, stderr, stdout} = await cli.run(['graph', model], {cwd: work});
    t.deepEqual([code, stdout], [1, '']);
    t.regex(stderr, /^error\[model\/[a-z-]+\]: [^\n]*\n$/);
  }
});
