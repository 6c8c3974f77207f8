import {isWeighted, type Graph, type WeightedNode} from '../graph/graph.js';
import {modelBounds} from '../plan/model-bounds.js';
import {inputLayers} from '../plan/select.js';
import type {NeuronLayer} from './neuron-layer.js';
import {boundAt, type InputBound} from './search-direction.js';

/** Which points a layer's input can be: behind a ReLU x ≥ 0, pixels l ≤ x ≤ h, or anything. */
export type Domain =
  | {readonly kind: 'non-negative'}
  | {readonly kind: 'box'; readonly low: InputBound; readonly high: InputBound}
  | {readonly kind: 'reals'};

/** What rounding may carry a point beyond its domain, relative to the size of x. */
const rounding = 1e-9;

/**
 * Whether a value can be an input at a position.
 *
 * @param scale Size of the numbers it was made from; rounding of them is no leaving.
 */
export function domainTest(
  domain: Domain,
  layer: NeuronLayer,
): (value: number, input: number, scale: number) => boolean {
  switch (domain.kind) {
    case 'non-negative':
      return (value, _input, scale) => value >= -rounding * scale;
    case 'box': {
      const low = boundAt(domain.low, layer);
      const high = boundAt(domain.high, layer);
      return (value, input, scale) =>
        value >= low(input) - rounding * scale && value <= high(input) + rounding * scale;
    }
    case 'reals':
      return () => true;
  }
}

/** The points that a layer of a graph can be given: by what stands before it, and by the model's preprocessing. */
export function domainOf(node: WeightedNode, graph: Graph): Domain {
  if (isWeighted(node) && inputLayers(graph).has(node.id)) {
    const bounds = modelBounds(node, graph);
    if (bounds !== null) return {kind: 'box', ...bounds};
  }
  return graph.nodes[node.inputs[0]!]!.nonNegative ? {kind: 'non-negative'} : {kind: 'reals'};
}
