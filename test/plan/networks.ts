import type {Graph, GraphNode, Tensor} from '../../src/graph/graph.js';
import {sizeOf} from '../../src/graph/graph.js';
import type {Preprocessing} from '../../src/graph/preprocessing.js';
import {GraphBuilder, tensorOf} from '../helpers/graph-builder.js';

/** Weights whose values don't matter, biases of both signs. */
export function anyWeights(...shape: readonly number[]): Tensor {
  return tensorOf(
    shape,
    Array.from({length: sizeOf(shape)}, (_, i) => (((5 * i) % 7) - 3) / 4),
  );
}

/** Pixels of 0…1, one channel. */
export const unitGrey: Preprocessing = {channels: 'L', scale: 1 / 255, mean: [0], std: [1]};

/** Means and deviations of ImageNet. */
export const imageNet: Preprocessing = {
  channels: 'RGB',
  scale: 1 / 255,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};

/** The same graph with other names, by id; the others keep theirs. */
export function renamed(graph: Graph, names: Readonly<Record<number, string>>): Graph {
  const nodes = graph.nodes.map(
    (node): GraphNode => ({...node, name: names[node.id] ?? node.name}),
  );
  return {...graph, nodes};
}

/** Convolutions with ReLU in blocks, max pooling behind each, then dense layers: the shape of VGG. */
export function vgg(
  blocks: readonly number[],
  dense: number,
  preprocessing: Preprocessing | null = imageNet,
): Graph {
  const size = 2 ** blocks.length;
  const graph = new GraphBuilder([3, size, size]);
  for (const convolutions of blocks) {
    for (let k = 0; k < convolutions; k++) {
      graph.conv(anyWeights(2, graph.shapeOf()[0]!, 3, 3), anyWeights(2), {padding: [1, 1, 1, 1]});
      graph.relu();
    }
    graph.maxpool({kernel: [2, 2]});
  }
  graph.flatten();
  for (let k = 0; k < dense; k++) {
    graph.dense(anyWeights(2, graph.shapeOf()[0]!), anyWeights(2));
    if (k < dense - 1) graph.relu();
  }
  return graph.build(preprocessing);
}

/** A convolution, a residual block with a projection, global average pooling and a dense layer. */
export function residual(preprocessing: Preprocessing | null = imageNet): Graph {
  const graph = new GraphBuilder([3, 4, 4]);
  graph.conv(anyWeights(2, 3, 3, 3), anyWeights(2), {padding: [1, 1, 1, 1]});
  const stem = graph.relu();
  graph.conv(anyWeights(2, 2, 3, 3), anyWeights(2), {padding: [1, 1, 1, 1]});
  graph.relu();
  const branch = graph.conv(anyWeights(2, 2, 3, 3), null, {padding: [1, 1, 1, 1]});
  const short = graph.conv(anyWeights(2, 2, 1, 1), null, {from: stem});
  graph.add(branch, short);
  graph.relu();
  graph.avgpool({kernel: [4, 4]});
  graph.flatten();
  graph.dense(anyWeights(3, 2), anyWeights(3));
  return graph.build(preprocessing);
}
