import path from 'node:path';
import type {Draft} from '../../graph/draft.js';
import type {Shape} from '../../graph/graph.js';
import {draftOfTopology} from './draft-of-topology.js';
import {metadataOf} from './metadata.js';
import {readModelJson} from './read-model-json.js';
import {parseTopology} from './topology.js';
import {WeightStore} from './weight-store.js';

export interface LoadTfjsOptions {
  /** What the model is called in messages and titles. */
  readonly name: string;
  /** Shape in the model's own layout without the batch axis ([H,W,C]), where the model leaves it open. */
  readonly inputShape?: Shape;
}

/**
 * Reads a tfjs layers model (`model.json` and its weight files) as a draft.
 * Only JSON and numbers are read; nothing in the model is executed.
 *
 * @param modelJsonPath Path of the `model.json`; weights are read from its folder and below only.
 * @throws UnsupportedLayerError naming every layer that cannot be explained.
 * @throws ModelError `model/…` for anything else that is wrong with the files.
 */
export async function loadTfjs(
  modelJsonPath: string,
  {name, inputShape}: LoadTfjsOptions,
): Promise<Draft> {
  const {topology, weightsManifest, userDefinedMetadata} = await readModelJson(modelJsonPath);
  const model = parseTopology(topology);
  const weights = await WeightStore.open(path.dirname(modelJsonPath), weightsManifest);
  try {
    return draftOfTopology(model, weights, {
      name,
      format: 'tfjs',
      ...metadataOf(userDefinedMetadata),
      ...(inputShape === undefined ? {} : {inputShape}),
    });
  } finally {
    weights.close();
  }
}
