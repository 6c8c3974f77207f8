import type {Graph, GraphNode, Shape} from './graph.js';
import {isWeighted} from './graph.js';

/** One line of the table that `lrplab graph` prints. */
export interface GraphRow {
  /** Number among the weighted layers, null for the others. */
  readonly index: number | null;
  readonly name: string;
  readonly kind: GraphNode['kind'];
  /** The operator or layer class in the user's model. */
  readonly operator: string;
  /** Output shape of one sample. */
  readonly shape: Shape;
  /** How many numbers the node holds: weights and biases, scales and shifts. */
  readonly parameters: number;
  /** What is worth knowing: geometry, what was folded into it, which nodes it reads. */
  readonly notes: string;
}

/** The canonical graph as rows, in topological order. */
export function graphRows(graph: Graph): readonly GraphRow[] {
  let index = 0;
  return graph.nodes.map(node => ({
    index: isWeighted(node) ? index++ : null,
    name: node.name,
    kind: node.kind,
    operator: node.operator,
    shape: node.shape,
    parameters: parametersOf(node),
    notes: notesOf(node, graph).join('; '),
  }));
}

function parametersOf(node: GraphNode): number {
  if (isWeighted(node)) {
    return node.weight.data.length + (node.bias?.data.length ?? 0);
  }
  switch (node.kind) {
    case 'norm':
      return node.scale.data.length + node.shift.data.length;
    case 'layernorm':
      return (node.scale?.data.length ?? 0) + (node.shift?.data.length ?? 0);
    case 'constant':
      return node.value.data.length;
    default:
      return 0;
  }
}

function notesOf(node: GraphNode, graph: Graph): readonly string[] {
  const notes = [...geometryOf(node)];
  if (isWeighted(node)) {
    notes.push(...node.merged.map(({name, side}) => `takes in "${name}" (folded ${side})`));
    notes.push(...(node.bias === null ? ['no bias'] : []));
  }
  if (node.inputs.length !== 1 || node.inputs[0] !== node.id - 1) {
    const names = node.inputs.map(input => `"${graph.nodes[input]!.name}"`);
    notes.push(...(names.length > 0 ? [`reads ${names.join(', ')}`] : []));
  }
  if (node.id === graph.output) {
    notes.push(graph.head === 'none' ? 'output' : `output, ${graph.head} cut off`);
  }
  return notes;
}

function geometryOf(node: GraphNode): readonly string[] {
  switch (node.kind) {
    case 'conv':
    case 'depthwise':
      return [
        `kernel ${node.weight.shape.slice(2).join('×')}`,
        ...windowNotes(node),
        ...(node.dilation.some(step => step !== 1) ? [`dilation ${node.dilation.join('×')}`] : []),
        ...(node.groups > 1 ? [`${node.groups} groups`] : []),
      ];
    case 'maxpool':
    case 'avgpool':
      return [`window ${node.kernel.join('×')}`, ...windowNotes(node)];
    case 'activation':
      return [node.activation.name];
    case 'concat':
      return [`axis ${node.axis}`];
    case 'transpose':
      return [`order ${node.permutation.join(',')}`];
    case 'pad':
      return [
        `before ${node.before.join(',')}, after ${node.after.join(',')}, value ${node.value}`,
      ];
    case 'matmul':
      return [
        ...(node.transposeB ? ['second transposed'] : []),
        ...(node.scale === 1 ? [] : [`times ${Number(node.scale.toPrecision(4))}`]),
      ];
    case 'layernorm':
      return [node.centre ? 'mean taken off' : 'root mean square only'];
    case 'slice':
      return [`from ${node.begin.join(',')}`];
    case 'input':
    case 'dense':
    case 'add':
    case 'reshape':
    case 'norm':
    case 'softmax':
    case 'multiply':
    case 'constant':
      return [];
  }
}

function windowNotes(node: {
  readonly stride: readonly number[];
  readonly padding: readonly number[];
}): readonly string[] {
  return [
    ...(node.stride.some(step => step !== 1) ? [`stride ${node.stride.join('×')}`] : []),
    ...(node.padding.some(cells => cells > 0) ? [`padding ${node.padding.join(',')}`] : []),
  ];
}
