import * as tf from '@tensorflow/tfjs-core';
import type {LayersModel, SymbolicTensor} from '@tensorflow/tfjs-layers';
import {input, layers, model} from '@tensorflow/tfjs-layers';
import type {Graph, GraphNode, Tensor} from '../../src/graph/graph.js';

type Layer = InstanceType<typeof layers.Layer>;

/**
 * The same network as a tfjs model, channels last. Weights are re-ordered by tfjs itself.
 *
 * @throws Error for what these tests do not need: groups, padded pools, activations other than relu.
 */
export function tfjsFromGraph(graph: Graph): LayersModel {
  const values: SymbolicTensor[] = [];
  const pending: [Layer, tf.Tensor[]][] = [];
  for (const node of graph.nodes) {
    const read = node.inputs.map(id => values[id]!);
    if (node.kind === 'input') {
      const [channels, height, width] = node.shape;
      values.push(input({shape: [height!, width!, channels!]}));
      continue;
    }
    let value = read.length === 1 ? read[0]! : read;
    for (const [layer, weights] of layersOf(node, graph)) {
      value = layer.apply(value) as SymbolicTensor;
      pending.push([layer, weights]);
    }
    values.push(value as SymbolicTensor);
  }
  const made = model({inputs: values[0]!, outputs: values[graph.output]!});
  for (const [layer, weights] of pending) layer.setWeights(weights);
  return made;
}

function layersOf(node: GraphNode, graph: Graph): readonly [Layer, tf.Tensor[]][] {
  switch (node.kind) {
    case 'conv':
    case 'depthwise': {
      const [top, left, bottom, right] = node.padding;
      const pad = layers.zeroPadding2d({
        padding: [
          [top, bottom],
          [left, right],
        ],
      });
      const options = {
        kernelSize: node.weight.shape.slice(2) as [number, number],
        strides: [...node.stride] as [number, number],
        dilationRate: [...node.dilation] as [number, number],
        useBias: node.bias !== null,
      };
      const channels = graph.nodes[node.inputs[0]!]!.shape[0]!;
      const [outputs] = node.weight.shape;
      const bias = node.bias === null ? [] : [tensorOf(node.bias)];
      if (node.kind === 'conv') {
        if (node.groups !== 1) throw new Error('groups');
        const kernel = tf.transpose(tensorOf(node.weight), [2, 3, 1, 0]);
        return [
          [pad, []],
          [layers.conv2d({...options, filters: outputs!}), [kernel, ...bias]],
        ];
      }
      const depthMultiplier = outputs! / channels;
      const split = tf.reshape(tensorOf(node.weight), [
        channels,
        depthMultiplier,
        ...options.kernelSize,
      ]);
      const kernel = tf.transpose(split, [2, 3, 0, 1]);
      return [
        [pad, []],
        [layers.depthwiseConv2d({...options, depthMultiplier}), [kernel, ...bias]],
      ];
    }
    case 'dense': {
      const bias = node.bias === null ? [] : [tensorOf(node.bias)];
      const layer = layers.dense({units: node.shape[0]!, useBias: node.bias !== null});
      const image = flattenedImage(node, graph);
      const [outputs] = node.weight.shape;
      const kernel =
        image === null
          ? tf.transpose(tensorOf(node.weight))
          : tf.reshape(
              tf.transpose(tf.reshape(tensorOf(node.weight), [outputs!, ...image]), [2, 3, 1, 0]),
              [-1, outputs!],
            );
      return [[layer, [kernel, ...bias]]];
    }
    case 'activation':
      if (node.activation.name !== 'relu') throw new Error(node.activation.name);
      return [[layers.reLU(), []]];
    case 'maxpool':
    case 'avgpool': {
      if (node.padding.some(cells => cells > 0)) throw new Error('a padded pool');
      const options = {
        poolSize: [...node.kernel] as [number, number],
        strides: [...node.stride] as [number, number],
      };
      const layer =
        node.kind === 'maxpool' ? layers.maxPooling2d(options) : layers.averagePooling2d(options);
      return [[layer, []]];
    }
    case 'add':
      return [[layers.add(), []]];
    case 'concat':
      return [[layers.concatenate(), []]];
    case 'reshape':
      return [[layers.flatten(), []]];
    default:
      throw new Error(node.kind);
  }
}

/** [C,H,W] of the image that was flattened for this layer, or null. */
function flattenedImage(node: GraphNode, graph: Graph): readonly number[] | null {
  const from = graph.nodes[node.inputs[0]!]!;
  if (from.shape.length !== 1 || node.shape.length !== 1) return null;
  if (from.kind === 'reshape') {
    const image = graph.nodes[from.inputs[0]!]!.shape;
    return image.length === 3 ? image : null;
  }
  return from.kind === 'activation' ? flattenedImage(from, graph) : null;
}

function tensorOf({shape, data}: Tensor): tf.Tensor {
  return tf.tensor(data, [...shape]);
}
