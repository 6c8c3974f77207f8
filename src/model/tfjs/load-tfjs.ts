import path from 'node:path';
import {ModelError} from '../../errors/model-error.js';
import {UnsupportedLayerError} from '../../errors/unsupported-layer-error.js';
import type {Draft} from '../../graph/draft.js';
import type {Shape} from '../../graph/graph.js';
import {DraftBuilder} from './draft-builder.js';
import {inputOf} from './input-value.js';
import {metadataOf} from './metadata.js';
import {readModelJson} from './read-model-json.js';
import {parseTopology} from './topology.js';
import {longAxes, nodeShapeOf} from './value.js';
import type {Walk} from './walk-model.js';
import {walkModel} from './walk-model.js';
import {WeightStore} from './weight-store.js';

export interface LoadTfjsOptions {
  /** What the model is called in messages and titles. */
  readonly name: string;
  /** Shape in the model's own layout without the batch axis ([H,W,C]), where the model leaves it open. */
  readonly inputShape?: Shape;
}

/**
 * Reads a tfjs layers model (`model.json` and its weight files) as a draft: nested models flattened
 * to `outer/inner`, fused activations split off as `layer/relu`, dropout gone, axes channels first.
 * Only JSON and numbers are read; nothing in the model is executed.
 *
 * @param modelJsonPath Path of the `model.json`; weights are read from its folder and below only.
 * @throws UnsupportedLayerError naming every layer that cannot be explained.
 * @throws ModelError `model/…` for anything else that is wrong with the files.
 */
export async function loadTfjs(modelJsonPath: string, options: LoadTfjsOptions): Promise<Draft> {
  const {topology, weightsManifest, userDefinedMetadata} = await readModelJson(modelJsonPath);
  const model = parseTopology(topology);
  const input = inputOf(model, options.inputShape ?? null);
  const weights = await WeightStore.open(path.dirname(modelJsonPath), weightsManifest);
  try {
    const builder = new DraftBuilder();
    const walk: Walk = {builder, weights, unsupported: [], calls: 0};
    const node = builder.add({
      kind: 'input',
      name: input.name,
      operator: 'InputLayer',
      inputs: [],
      shape: nodeShapeOf(input),
    });
    const {shape, order} = input;
    const outputs = walkModel(walk, model, [], [{node, shape, order, flattened: null}]);
    if (walk.unsupported.length > 0) {
      throw new UnsupportedLayerError(options.name, walk.unsupported);
    }
    const [output] = outputs;
    if (output === undefined || output === null || outputs.length !== 1) {
      throw new ModelError(
        'model/several-outputs',
        `${options.name}: the model has ${outputs.length} outputs (${model.outputs.map(({layer}) => `"${layer}"`).join(', ')}); exactly one is allowed`,
      );
    }
    // Scores over several axes are counted in Keras' order; in one row the order is the same anyway.
    const isRow = output.flattened === null && longAxes(output).length <= 1;
    const last = isRow ? output : builder.settle(output, {name: 'output', operator: 'Output'});
    return {
      name: options.name,
      format: 'tfjs',
      layout: input.layout,
      nodes: builder.nodes,
      output: last.node,
      ...metadataOf(userDefinedMetadata),
      notes: [],
    };
  } finally {
    weights.close();
  }
}
