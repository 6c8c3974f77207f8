import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import type {ExecutionContext} from 'ava';
import {randomFrom} from './random.js';

/** A folder that is gone after the test. */
export async function temporaryFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lrplab-tfjs-'));
  t.teardown(() => rm(folder, {recursive: true, force: true}));
  return folder;
}

/** Gives every weight of a model random values; variances lie in 0.5…1.5. */
export function randomiseWeights(model: LayersModel, seed: number): void {
  const random = randomFrom(seed);
  model.setWeights(
    model.weights.map(weight => {
      const shape = weight.shape as number[];
      const size = shape.reduce((product, length) => product * length, 1);
      const fan = shape.length > 1 ? size / shape[shape.length - 1]! : 1;
      const values = Float32Array.from({length: size}, () => {
        if (/variance/.test(weight.name)) return 0.5 + random.uniform();
        if (/gamma/.test(weight.name)) return 1 + 0.3 * random.normal();
        return shape.length > 1 ? random.normal() / Math.sqrt(fan) : 0.3 * random.normal();
      });
      return tf.tensor(values, shape);
    }),
  );
}

/** What `model.save` would write into a folder, as JSON and bytes. */
export async function artifactsOf(
  model: LayersModel,
): Promise<{json: Record<string, unknown>; specs: Record<string, unknown>[]; bytes: Uint8Array}> {
  let result: {json: Record<string, unknown>; specs: Record<string, unknown>[]; bytes: Uint8Array};
  await model.save({
    save: async artifacts => {
      const data = artifacts.weightData as ArrayBuffer;
      result = {
        json: {
          format: artifacts.format,
          generatedBy: artifacts.generatedBy,
          convertedBy: artifacts.convertedBy ?? null,
          modelTopology: artifacts.modelTopology,
        },
        specs: artifacts.weightSpecs as unknown as Record<string, unknown>[],
        bytes: new Uint8Array(data),
      };
      return {modelArtifactsInfo: {dateSaved: new Date(0), modelTopologyType: 'JSON'}};
    },
  });
  return result!;
}

/**
 * Writes a model into a folder as tfjs does, and gives the path of its `model.json`.
 *
 * @param cuts Bytes at which the weights are cut into files.
 */
export async function saveModel(
  model: LayersModel,
  folder: string,
  {cuts = [], extra = {}}: {readonly cuts?: readonly number[]; readonly extra?: object} = {},
): Promise<string> {
  const {json, specs, bytes} = await artifactsOf(model);
  const edges = [0, ...cuts, bytes.length];
  const paths: string[] = [];
  for (let k = 0; k + 1 < edges.length; k += 1) {
    paths.push(`group1-shard${k + 1}of${edges.length - 1}.bin`);
    await writeFile(path.join(folder, paths[k]!), bytes.subarray(edges[k], edges[k + 1]));
  }
  const file = path.join(folder, 'model.json');
  const weightsManifest = [{paths, weights: specs}];
  await writeFile(file, JSON.stringify({...json, weightsManifest, ...extra}));
  return file;
}

/** The model's own answer for one sample, row-major in its own layout. */
export function predict(
  model: LayersModel,
  input: Float32Array,
  shape: readonly number[],
): number[] {
  return tf.tidy(() => {
    const output = model.predict(tf.tensor(input, [1, ...shape])) as tf.Tensor;
    return [...output.dataSync()];
  });
}

/** Random numbers of both signs. */
export function randomInput(shape: readonly number[], seed: number): Float32Array {
  const random = randomFrom(seed);
  const size = shape.reduce((product, length) => product * length, 1);
  return Float32Array.from({length: size}, () => random.normal());
}

/** [H,W,C] to [C,H,W]. */
export function channelsFirst(values: Float32Array, shape: readonly number[]): Float64Array {
  const channels = shape[2]!;
  const cells = values.length / channels;
  return Float64Array.from(values, (_, k) => {
    const cell = k % cells;
    return values[cell * channels + Math.floor(k / cells)]!;
  });
}
