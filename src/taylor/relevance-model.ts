import {weightedNodes, type Graph, type Tensor} from '../graph/graph.js';
import type {Plan} from '../plan/plan.js';
import {namedLayers} from './named-layers.js';
import {runLayers, type ExamineOptions} from './run-layers.js';

/** The relevance model R_j ≈ x_j·c_j of one layer's neurons on real data; everything row-major, one array a sample. */
export interface LayerRelevanceModel {
  /** Id in `Graph.nodes`. */
  readonly node: number;
  /** Number among the weighted layers. */
  readonly index: number;
  readonly name: string;
  /** What the layer reads: x_i. */
  readonly inputs: readonly Float32Array[];
  /** max(0, z_j): what its neurons say. */
  readonly activations: readonly Float32Array[];
  /** R_j, in units of the target's score. */
  readonly relevance: readonly Float32Array[];
  /** c_j = R_j / max(0, z_j); NaN where the neuron is silent and so tells nothing. */
  readonly constants: readonly Float32Array[];
}

export interface RelevanceModelOptions extends ExamineOptions {
  /** Names of the layers wanted. @default all weighted layers */
  readonly layers?: readonly string[];
}

/**
 * The training-free relevance model layer by layer: what every layer reads, says and is relevant for, and the c_j
 * that relates the two. Deep Taylor takes c_j for constant; `examineConstancy` measures how constant it is.
 *
 * @param batch [N,…] in the model's own layout. All numbers of the layers are kept: name some where the network is large.
 * @throws LrpError `taylor/unknown-layer`, `input/*`, `target/*`, `engine/*`; the signal's reason.
 * @see Montavon et al. 2017, "Training-free relevance model"; Montavon et al. 2019, §10.2.3.
 */
export async function relevanceModels(
  graph: Graph,
  plan: Plan,
  batch: Tensor,
  {layers: names, ...options}: RelevanceModelOptions = {},
): Promise<readonly LayerRelevanceModel[]> {
  const numbers = new Map(weightedNodes(graph).map(({id}, index) => [id, index]));
  const models = namedLayers(graph, names).map(node => ({
    ...{node: node.id, index: numbers.get(node.id)!, name: node.name, input: node.inputs[0]!},
    inputs: [] as Float32Array[],
    activations: [] as Float32Array[],
    relevance: [] as Float32Array[],
    constants: [] as Float32Array[],
  }));
  await runLayers(
    graph,
    plan,
    batch,
    {
      values: [...new Set(models.flatMap(({node, input}) => [node, input]))],
      relevance: models.map(({node}) => node),
      read(run, row) {
        for (const model of models) {
          const activations = run.value(model.node, row).map(z => Math.max(z, 0));
          const relevance = run.relevance(model.node, row).slice();
          model.inputs.push(run.value(model.input, row).slice());
          model.activations.push(activations);
          model.relevance.push(relevance);
          model.constants.push(
            relevance.map((r, j) => (activations[j]! > 0 ? r / activations[j]! : Number.NaN)),
          );
        }
      },
    },
    options,
  );
  return models.map(({input: _input, ...model}) => model);
}
