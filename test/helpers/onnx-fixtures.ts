import {readdirSync} from 'node:fs';
import {join, resolve} from 'node:path';
import type {Tensor} from '../../src/graph/graph.js';
import {readTestNpy} from './npy.js';

/** An ONNX file of test/fixtures/onnx (made by make_onnx.py), an input and what it must give. */
export interface OnnxFixture {
  /** `NETWORK.OPSET`, `NETWORK.dynamo` for the newer exporter. */
  readonly name: string;
  readonly path: string;
  readonly input: Tensor;
  /** The outputs of the original network, head included. */
  readonly output: Tensor;
}

/** Where the files lie. */
export const onnxFolder: string = resolve('test/fixtures/onnx');

/** The path of one file by its name. */
export function onnxFixture(name: string): string {
  return join(onnxFolder, `${name}.onnx`);
}

/** Every file with its input and output. */
export function onnxFixtures(): readonly OnnxFixture[] {
  return readdirSync(onnxFolder)
    .filter(file => file.endsWith('.onnx'))
    .map(file => {
      const name = file.slice(0, -'.onnx'.length);
      const network = join(onnxFolder, name.slice(0, name.lastIndexOf('.')));
      return {
        name,
        path: join(onnxFolder, file),
        input: readTestNpy(`${network}.input.npy`),
        output: readTestNpy(`${network}.output.npy`),
      };
    });
}
