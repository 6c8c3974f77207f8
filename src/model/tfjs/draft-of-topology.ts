import {ModelError} from '../../errors/model-error.js';
import {UnsupportedLayerError} from '../../errors/unsupported-layer-error.js';
import type {Draft} from '../../graph/draft.js';
import type {Shape} from '../../graph/graph.js';
import {DraftBuilder} from './draft-builder.js';
import {inputOf} from './input-value.js';
import type {WeightSource} from './layer-weights.js';
import {LayerWeights} from './layer-weights.js';
import type {ModelSpec} from './topology.js';
import {longAxes, nodeShapeOf} from './value.js';
import type {Walk} from './walk-model.js';
import {walkModel} from './walk-model.js';

export interface DraftOfTopologyOptions
  extends Pick<Draft, 'name' | 'format' | 'classes' | 'preprocessing'> {
  /** Shape in the model's own layout without the batch axis, where the model leaves it open. */
  readonly inputShape?: Shape;
}

/**
 * Writes a Keras-like model as a draft: nested models flattened to `outer/inner`, fused activations split
 * off as `layer/relu`, dropout gone, axes channels first.
 *
 * @param source Read while this runs; stays open.
 * @throws UnsupportedLayerError naming every layer that cannot be explained.
 * @throws ModelError `model/…`.
 */
export function draftOfTopology(
  model: ModelSpec,
  source: WeightSource,
  {inputShape, ...about}: DraftOfTopologyOptions,
): Draft {
  const input = inputOf(model, inputShape ?? null);
  const builder = new DraftBuilder();
  const walk: Walk = {builder, weights: new LayerWeights(source), unsupported: [], calls: 0};
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
    throw new UnsupportedLayerError(about.name, walk.unsupported);
  }
  const [output] = outputs;
  if (output === undefined || output === null || outputs.length !== 1) {
    throw new ModelError(
      'model/several-outputs',
      `${about.name}: the model has ${outputs.length} outputs (${model.outputs.map(({layer}) => `"${layer}"`).join(', ')}); exactly one is allowed`,
    );
  }
  // Scores over several axes are counted in Keras' order; in one row the order is the same anyway.
  const isRow = output.flattened === null && longAxes(output).length <= 1;
  const last = isRow ? output : builder.settle(output, {name: 'output', operator: 'Output'});
  return {...about, layout: input.layout, nodes: builder.nodes, output: last.node, notes: []};
}
