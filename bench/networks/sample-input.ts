import type {Graph, Tensor} from '../../src/graph/graph.js';
import {boundsOf} from '../../src/graph/preprocessing.js';
import {Seeded} from './seeded.js';

/** A batch of noise pictures within the network's bounds: the same numbers every time. */
export function sampleInput(graph: Graph, batch: number): Tensor {
  const [channels, height, width] = graph.nodes[graph.input]!.shape as [number, number, number];
  const {low, high} = boundsOf(graph.preprocessing!);
  const input = new Seeded(11).uniform([batch, channels, height, width], 0, 1);
  input.data.forEach((value, index) => {
    const channel = Math.floor(index / (height * width)) % channels;
    input.data[index] = low[channel]! + value * (high[channel]! - low[channel]!);
  });
  return input;
}
