import {weightedNodes, type Graph} from '../../src/graph/graph.js';

/** Weights and biases of a network. */
export function parameterCount(graph: Graph): number {
  return weightedNodes(graph).reduce(
    (sum, {weight, bias}) => sum + weight.data.length + (bias?.data.length ?? 0),
    0,
  );
}
