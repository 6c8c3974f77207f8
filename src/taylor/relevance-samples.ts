import {LrpError} from '../errors/lrp-error.js';
import {
  isWeighted,
  type Graph,
  type GraphNode,
  type Tensor,
  type WeightedNode,
} from '../graph/graph.js';
import type {Plan} from '../plan/plan.js';
import type {MinMaxSample} from './min-max-gradient.js';
import {namedLayers} from './named-layers.js';
import {runLayers, type ExamineOptions} from './run-layers.js';

/** What a relevance model of one layer learns from. */
export interface RelevanceSamples {
  readonly layer: string;
  /** The weighted layer above, whose relevance the model reads. */
  readonly above: string;
  readonly samples: readonly MinMaxSample[];
  /** How many were left out because they hold negative relevance, which no such model can predict. */
  readonly leftOut: number;
}

/** The first weighted layer behind a node, or null behind the last one. */
function layerAbove(graph: Graph, node: GraphNode): WeightedNode | null {
  const behind = new Set([node.id]);
  for (const next of graph.nodes.slice(node.id + 1)) {
    if (!next.inputs.some(id => behind.has(id))) continue;
    if (isWeighted(next)) return next;
    behind.add(next.id);
  }
  return null;
}

/**
 * Explains a batch and gathers what a min-max relevance model of a dense layer learns from: what the layer reads, its
 * neurons' relevance, and the relevance of the layer above.
 *
 * @param name  Of a dense layer that has a weighted layer above it.
 * @param batch [N,…] in the model's own layout.
 * @throws LrpError `taylor/unknown-layer`, `taylor/not-dense`, `input/*`, `target/*`, `engine/*`; the signal's reason.
 */
export async function relevanceSamples(
  graph: Graph,
  plan: Plan,
  name: string,
  batch: Tensor,
  options: ExamineOptions = {},
): Promise<RelevanceSamples> {
  const node = namedLayers(graph, [name])[0]!;
  const above = layerAbove(graph, node);
  if (node.kind !== 'dense' || above === null)
    throw new LrpError(
      'taylor/not-dense',
      `layer "${name}" (${node.kind}): a relevance model is learnt for a dense layer that has a weighted layer above it`,
    );
  const input = node.inputs[0]!;
  const samples: MinMaxSample[] = [];
  let leftOut = 0;
  await runLayers(
    graph,
    plan,
    batch,
    {
      values: [input],
      relevance: [node.id, above.id],
      read(run, row) {
        const sample = {
          x: run.value(input, row).slice(),
          upper: run.relevance(above.id, row).slice(),
          relevance: run.relevance(node.id, row).slice(),
        };
        if (sample.relevance.some(value => value < 0)) leftOut += 1;
        else samples.push(sample);
      },
    },
    options,
  );
  return {layer: name, above: above.name, samples, leftOut};
}
