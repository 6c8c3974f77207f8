import {createHash} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {fromBinary} from '@bufbuild/protobuf';
import test from 'ava';
import {InferenceSession, Tensor} from 'onnxruntime-node';
import {readImage} from '../../src/data/image.js';
import {readNpy} from '../../src/data/npy.js';
import {parsePreprocessing} from '../../src/data/parse-preprocessing.js';
import {ModelProtoSchema} from '../../src/onnx/onnx_pb.js';

const notebooks = resolve(process.cwd(), 'notebooks');
const model = readFileSync(join(notebooks, 'models', 'digits.onnx'));
const card = readFileSync(join(notebooks, 'models', 'digits.md'), 'utf8');

/** Rows of the card's table of bundled digits: file, what was written, what the network says, its softmax in %. */
const listed = [...card.matchAll(/^\| `(\d-\w\.png)` \| (\d) \| (\d) \| ([\d.]+) % \|/gm)].map(
  ([, file, written, said, sure]) => ({
    file: file!,
    written: Number(written),
    said: Number(said),
    sure: Number(sure),
  }),
);

function metadata(key: string): string | undefined {
  return fromBinary(ModelProtoSchema, model).metadataProps.find(entry => entry.key === key)?.value;
}

async function judge(pictures: Float32Array): Promise<{said: number; sure: number}[]> {
  const session = await InferenceSession.create(model);
  const image = new Tensor('float32', pictures, [pictures.length / 784, 1, 28, 28]);
  const {logits} = await session.run({image});
  const scores = (logits as Tensor).data as Float32Array;
  return Array.from({length: scores.length / 10}, (_, row) => {
    const powers = Array.from(scores.subarray(row * 10, row * 10 + 10), Math.exp);
    const sure = Math.max(...powers) / powers.reduce((sum, power) => sum + power, 0);
    return {said: powers.indexOf(Math.max(...powers)), sure: 100 * sure};
  });
}

test('the bundled network is below 1 MB and is the one the card describes', t => {
  t.true(model.length < 1_000_000);
  t.true(card.includes(`${model.length} bytes`));
  t.true(card.includes(createHash('sha256').update(model).digest('hex')));
});

test('the card reports at least 98.5 % on the held-out test digits', t => {
  const [, right, total] = /^\| test \| (\d+) of (\d+) \|/m.exec(card)!;
  t.true(Number(right) / Number(total) >= 0.985);
});

test('the bundled network carries its class names and its preprocessing', t => {
  t.is(JSON.parse(metadata('lrplab.classes') ?? '[]').length, 10);
  t.deepEqual(parsePreprocessing(metadata('lrplab.preprocessing') ?? '', 'digits.onnx'), {
    channels: 'L',
    scale: 1 / 255,
    mean: [0],
    std: [1],
  });
});

test('the card lists every bundled picture, and every class is among them', t => {
  const pictures = readdirSync(join(notebooks, 'digits')).filter(name => name.endsWith('.png'));
  t.deepEqual(listed.map(({file}) => file).sort(), pictures.sort());
  t.is(new Set(listed.map(({written}) => written)).size, 10);
  for (const {file, written} of listed) t.true(file.startsWith(String(written)));
});

test('every bundled picture is classified as the card says', async t => {
  const preprocessing = parsePreprocessing(metadata('lrplab.preprocessing') ?? '', 'digits.onnx');
  for (const {file, said, sure} of listed) {
    const path = join(notebooks, 'digits', file);
    const {tensor, fitted} = await readImage(path, {preprocessing, size: [28, 28]});
    const [judged] = await judge(tensor.data);
    t.is(fitted, '28×28, as it is');
    t.is(judged!.said, said, file);
    t.true(Math.abs(judged!.sure - sure) < 0.1, file);
  }
});

test('digits.npy holds the same digits in the order of the card', async t => {
  const preprocessing = parsePreprocessing(metadata('lrplab.preprocessing') ?? '', 'digits.onnx');
  const all = await readNpy(join(notebooks, 'digits', 'digits.npy'));
  t.deepEqual(all.shape, [listed.length, 1, 28, 28]);
  for (const [row, {file}] of listed.entries()) {
    const path = join(notebooks, 'digits', file);
    const {tensor} = await readImage(path, {preprocessing, size: [28, 28]});
    t.deepEqual(tensor.data, all.data.slice(row * 784, (row + 1) * 784));
  }
});
