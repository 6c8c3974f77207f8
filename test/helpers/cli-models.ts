import {writeFile} from 'node:fs/promises';
import path from 'node:path';
import {encodeNpy} from '../../src/data/npy.js';
import {floats, onnxBytes, onnxNode, type OnnxParts} from './onnx-maker.js';

/** y = x·w without bias, 4 inputs, 3 classes; the weights of class k are (k + 1)·(1, −2, 3, −4). */
export const linearWeights: readonly (readonly number[])[] = [1, 2, 3].map(k =>
  [1, -2, 3, -4].map(w => w * k),
);

/** The parts of that network, to be varied. */
export const linearParts: OnnxParts = {
  nodes: [onnxNode('Gemm', ['input', 'w'], ['output'], {}, {name: 'score'})],
  weights: [
    floats(
      'w',
      [4, 3],
      [0, 1, 2, 3].flatMap(i => linearWeights.map(row => row[i]!)),
    ),
  ],
};

/** Writes a network as `model.onnx` (or another name) and gives its path. */
export async function writeOnnx(
  folder: string,
  parts: OnnxParts = linearParts,
  name = 'model.onnx',
): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, onnxBytes(parts));
  return file;
}

/** Writes numbers as `.npy` and gives the path. */
export async function writeNpyFile(
  folder: string,
  name: string,
  shape: readonly number[],
  values: readonly number[],
): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, encodeNpy(shape, Float32Array.from(values)));
  return file;
}
