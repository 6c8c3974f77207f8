import {execFile} from 'node:child_process';
import {readdirSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {promisify} from 'node:util';
import type {ExecutionContext} from 'ava';
import {openEngine} from '../../src/engine/open-engine.js';
import {type Graph, sizeOf, type Tensor} from '../../src/graph/graph.js';
import {loadModel} from '../../src/model/load-model.js';
import {compileForward} from '../../src/program/compile.js';
import {tensorOf} from './graph-builder.js';
import {readTestNpy} from './npy.js';
import {temporaryFolder} from './temporary-folder.js';

/** Where the network lies that a clone is tested on without PyTorch. */
export const torchFolder: string = resolve('test/fixtures/torch');

/** A Python with torch, numpy and safetensors. */
const python = process.env['LRPLAB_TORCH'];

/** Makes networks with PyTorch in a folder of its own; null, with the test ended, where there is no PyTorch. */
export async function makeTorchVggs(
  t: ExecutionContext,
  names: readonly string[],
): Promise<string | null> {
  if (python === undefined) {
    const line =
      'not run: LRPLAB_TORCH names no Python with torch and safetensors; .ci/run brings one';
    if (process.env['LRPLAB_REQUIRE_FRAMEWORKS'] === '1') t.fail(line);
    else {
      t.log(line);
      t.pass();
    }
    return null;
  }
  const folder = await temporaryFolder(t);
  const program = resolve('test/fixtures/make_torch_vgg.py');
  await promisify(execFile)(python, [program, folder, ...names]);
  return folder;
}

/** A batch as make_torch_vgg.py makes it: ((i·7919) mod 251)/125 − 1 at position i. */
export function torchInput(shape: readonly number[]): Tensor {
  return tensorOf(
    shape,
    Array.from({length: sizeOf(shape)}, (_, i) => ((i * 7919) % 251) / 125 - 1),
  );
}

/** The logits [N,K] of a batch in the graph's own layout, by the fast engine. */
export async function predictLogits(graph: Graph, input: Tensor): Promise<Float32Array> {
  const engine = await openEngine('onnx', 'cpu');
  const executable = await engine.prepare(compileForward(graph));
  const outputs = await executable.run(new Map([['input', input]]));
  await executable.dispose();
  return outputs.get('logits')!.data as Float32Array;
}

/** How far lrplab's logits are from PyTorch's, as a share of the largest, for every input size in a folder. */
export async function torchErrors(
  folder: string,
): Promise<readonly {readonly name: string; readonly error: number}[]> {
  const results: {readonly name: string; readonly error: number}[] = [];
  for (const file of readdirSync(folder)) {
    const match = /^(\w+)\.(\d+)x(\d+)\.output\.npy$/.exec(file);
    if (match === null) continue;
    const inputShape = [3, Number(match[2]), Number(match[3])];
    const graph = await loadModel(join(folder, `${match[1]}.safetensors`), {inputShape});
    const expected = readTestNpy(join(folder, file));
    const found = await predictLogits(graph, torchInput([2, ...inputShape]));
    const scale = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const error = expected.data.reduce(
      (worst, value, i) => Math.max(worst, Math.abs(value - found[i]!) / scale),
      found.length === expected.data.length ? 0 : Number.POSITIVE_INFINITY,
    );
    results.push({name: file, error});
  }
  return results;
}
