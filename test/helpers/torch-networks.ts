import {execFile} from 'node:child_process';
import {readdirSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {promisify} from 'node:util';
import type {ExecutionContext} from 'ava';
import {type Graph, sizeOf, type Tensor} from '../../src/graph/graph.js';
import {loadModel} from '../../src/model/load-model.js';
import {readTestNpy} from './npy.js';
import {temporaryFolder} from './temporary-folder.js';
import {torchInput} from './torch-vggs.js';

/** Where the networks lie that a clone is tested on without PyTorch. */
export const torchNetworks: string = resolve('test/fixtures/torch-networks');

const python = process.env['LRPLAB_TORCH'];

/** A network that make_torch_networks.py exported. */
export interface TorchNetwork {
  /** `CASE.EXPORTER`. */
  readonly name: string;
  readonly graph: Graph;
  /** Two samples. */
  readonly input: Tensor;
  /** [2,K] as PyTorch gives them in float64. */
  readonly logits: Tensor;
}

/** Exports networks with PyTorch into a folder of its own; null, with the test ended, where there is no PyTorch. */
export async function exportNetworks(
  t: ExecutionContext,
  cases: readonly string[],
): Promise<string | null> {
  if (python === undefined) {
    const line =
      'not run: LRPLAB_TORCH names no Python with torch, onnx and onnxscript; .ci/run brings one';
    if (process.env['LRPLAB_REQUIRE_FRAMEWORKS'] === '1') t.fail(line);
    else {
      t.log(line);
      t.pass();
    }
    return null;
  }
  const folder = await temporaryFolder(t);
  await promisify(execFile)(
    python,
    [resolve('test/fixtures/make_torch_networks.py'), folder, ...cases],
    {maxBuffer: 1e8},
  );
  return folder;
}

/** Reads every network of a folder. */
export function readNetworks(folder: string = torchNetworks): Promise<readonly TorchNetwork[]> {
  const files = readdirSync(folder).filter(file => file.endsWith('.onnx'));
  return Promise.all(files.sort().map(file => readNetwork(folder, file)));
}

async function readNetwork(folder: string, file: string): Promise<TorchNetwork> {
  const preprocessing = {channels: 'RGB', scale: 2 / 255, mean: [1, 1, 1], std: [1, 1, 1]} as const;
  const graph = await loadModel(join(folder, file), {preprocessing});
  const input = torchInput([2, ...graph.nodes[0]!.shape]);
  const logits = readTestNpy(join(folder, `${file.slice(0, file.indexOf('.'))}.output.npy`));
  return {name: file.slice(0, -'.onnx'.length), graph, input, logits};
}

/** One sample of a batch. */
export function sampleOf({shape, data}: Tensor, sample: number): Tensor {
  const own = shape.slice(1);
  const size = sizeOf(own);
  return {shape: [1, ...own], data: data.slice(sample * size, (sample + 1) * size)};
}
