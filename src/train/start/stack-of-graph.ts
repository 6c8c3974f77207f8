import {LrpError} from '../../errors/lrp-error.js';
import type {Graph, GraphNode, Padding, Pair} from '../../graph/graph.js';
import type {StackLayer} from '../../model/stack/stack.js';

/**
 * The layers behind `start` up to and with `end` as layers that can be trained.
 *
 * @param start Null takes all from the input on.
 * @throws LrpError `train/unfreeze` where they are no plain chain of convolutions, dense layers, ReLU and pooling.
 */
export function layersBetween(graph: Graph, start: GraphNode | null, end: GraphNode): StackLayer[] {
  const layers: StackLayer[] = [];
  let node = end;
  while (node.id !== (start?.id ?? graph.input)) {
    if (node.inputs.length !== 1) {
      throw refused(graph, node, 'the layers to be trained must be one after the other');
    }
    const layer = layerOf(graph, node);
    layers.unshift(layer);
    node = graph.nodes[node.inputs[0]!]!;
  }
  return layers;
}

function layerOf(graph: Graph, node: GraphNode): StackLayer {
  const {name} = node;
  switch (node.kind) {
    case 'conv': {
      const {weight, bias, stride, padding, dilation, groups} = node;
      if (groups === 1 && isOne(dilation))
        return {kind: 'conv', name, weight, bias, stride, padding};
      throw refused(graph, node, 'convolutions in groups or with dilation are not trained');
    }
    case 'dense':
      return {kind: 'dense', name, weight: node.weight, bias: node.bias};
    case 'activation':
      if (node.activation.name === 'relu') return {kind: 'relu', name};
      throw refused(graph, node, `${node.activation.name} is not trained through, ReLU is`);
    case 'maxpool':
    case 'avgpool': {
      const {kind, kernel, stride, padding} = node;
      if (isZero(padding)) return {kind, name, kernel, stride};
      throw refused(graph, node, 'pooling with padding is not trained through');
    }
    case 'reshape': {
      const {shape} = node;
      if (shape.length === 1) return {kind: 'flatten', name};
      throw refused(graph, node, 'of reshapes, flatten is trained through');
    }
    case 'norm':
      throw refused(graph, node, 'its batch norms stand; load the model with them folded');
    default:
      throw refused(graph, node, `${node.operator} is not trained through`);
  }
}

function isOne(pair: Pair): boolean {
  return pair.every(value => value === 1);
}

function isZero(padding: Padding): boolean {
  return padding.every(cells => cells === 0);
}

function refused(graph: Graph, node: GraphNode, why: string): LrpError {
  return new LrpError(
    'train/unfreeze',
    `layer "${node.name}" of model "${graph.name}": ${why}; leave it frozen (unfreeze: none), or cut behind it`,
  );
}
