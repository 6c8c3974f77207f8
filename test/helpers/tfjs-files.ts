import {writeFile} from 'node:fs/promises';
import path from 'node:path';

/** A layer as Keras writes it into a Sequential. */
export function layer(className: string, name: string, config: object = {}): object {
  return {class_name: className, config: {name, ...config}};
}

/** A layer of a functional model; `inbound` holds the names it reads, one call. */
export function node(
  className: string,
  name: string,
  inbound: readonly string[],
  config: object = {},
): object {
  const calls = inbound.length === 0 ? [] : [inbound.map(from => [from, 0, 0, {}])];
  return {...layer(className, name, config), name, inbound_nodes: calls};
}

export function sequential(layers: readonly object[]): object {
  return {class_name: 'Sequential', config: {name: 'model', layers}};
}

export function functional(
  layers: readonly object[],
  inputs: readonly string[],
  outputs: readonly string[],
): object {
  return {
    class_name: 'Functional',
    config: {
      name: 'model',
      layers,
      input_layers: inputs.map(name => [name, 0, 0]),
      output_layers: outputs.map(name => [name, 0, 0]),
    },
  };
}

export interface StoredWeight {
  readonly name: string;
  readonly shape: readonly number[];
  /** float32 unless `bytes` is given. */
  readonly values?: readonly number[];
  readonly bytes?: Uint8Array;
  readonly dtype?: string;
  readonly quantization?: object;
}

/** Writes a model by hand: `model.json` in Keras' words and one weight file. Gives the former's path. */
export async function writeModel(
  folder: string,
  topology: object,
  weights: readonly StoredWeight[] = [],
  extra: object = {},
): Promise<string> {
  const parts = weights.map(
    ({values = [], bytes}) => bytes ?? new Uint8Array(Float32Array.from(values).buffer),
  );
  await writeFile(path.join(folder, 'weights.bin'), Buffer.concat(parts));
  const specs = weights.map(({name, shape, dtype = 'float32', quantization}) => ({
    name,
    shape,
    dtype,
    ...(quantization === undefined ? {} : {quantization}),
  }));
  const file = path.join(folder, 'model.json');
  const json = {
    format: 'layers-model',
    modelTopology: {keras_version: '2.15.0', backend: 'tensorflow', model_config: topology},
    weightsManifest: [{paths: ['weights.bin'], weights: specs}],
    ...extra,
  };
  await writeFile(file, JSON.stringify(json));
  return file;
}

/** A model of one dense layer, 2 inputs and 1 output: y = 3·x₁ − x₂ + 0.5. */
export const oneDense: {readonly topology: object; readonly weights: readonly StoredWeight[]} = {
  topology: sequential([layer('Dense', 'd', {batch_input_shape: [null, 2], units: 1})]),
  weights: [
    {name: 'd/kernel', shape: [2, 1], values: [3, -1]},
    {name: 'd/bias', shape: [1], values: [0.5]},
  ],
};
