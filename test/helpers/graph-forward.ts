import type {Graph, Tensor} from '../../src/graph/graph.js';
import {forward} from './oracle-forward.js';

/**
 * The logits of every sample of a batch, in float64 loops.
 *
 * @param input [N, …], the samples in the graph's own layout.
 * @returns One array of K logits a sample.
 */
export function logitsOf(graph: Graph, input: Tensor): readonly Float64Array[] {
  const samples = input.shape[0]!;
  const size = input.data.length / samples;
  return Array.from({length: samples}, (_, sample) => {
    const values = Float64Array.from(input.data.subarray(sample * size, (sample + 1) * size));
    return forward(graph, values)[graph.output]!;
  });
}

/** What stood behind the logits: softmax, sigmoid or nothing. */
export function applyHead(graph: Graph, logits: Float64Array): Float64Array {
  if (graph.head === 'none') {
    return logits;
  }
  if (graph.head === 'sigmoid') {
    return logits.map(value => 1 / (1 + Math.exp(-value)));
  }
  const largest = Math.max(...logits);
  const powers = logits.map(value => Math.exp(value - largest));
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.map(value => value / sum);
}

/** Largest |a − b| of all, as a share of the largest |b|. */
export function relativeError(mine: ArrayLike<number>, reference: ArrayLike<number>): number {
  if (mine.length !== reference.length) {
    return Number.POSITIVE_INFINITY;
  }
  const differences = Array.from(mine, (value, index) => Math.abs(value - reference[index]!));
  const scale = Math.max(...Array.from(reference, Math.abs));
  return Math.max(...differences) / (scale === 0 ? 1 : scale);
}
