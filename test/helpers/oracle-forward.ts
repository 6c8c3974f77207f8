import type {
  ActivationFunction,
  Graph,
  GraphNode,
  MaxPoolNode,
  Shape,
} from '../../src/graph/graph.js';
import {sizeOf} from '../../src/graph/graph.js';
import {activateGated, gatedSlope} from './oracle-gate.js';
import {evaluateAttention} from './oracle-attention.js';
import type {Rounding} from './oracle-layer.js';
import {connectionsOf, exact, outputOf, poolConnections} from './oracle-layer.js';

/** f(x), one number. */
export function activate(f: ActivationFunction, x: number): number {
  switch (f.name) {
    case 'relu':
      return Math.max(x, 0);
    case 'leakyRelu':
      return x > 0 ? x : f.alpha * x;
    case 'clip':
      return Math.min(Math.max(x, f.low), f.high);
    case 'elu':
      return x > 0 ? x : f.alpha * (Math.exp(x) - 1);
    case 'tanh':
      return Math.tanh(x);
    case 'sigmoid':
      return 1 / (1 + Math.exp(-x));
    case 'softplus':
      return Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0);
    case 'gelu':
    case 'silu':
      return activateGated(f, x);
  }
}

/** f′(x); at a kink the derivative from the left. */
export function derivative(f: ActivationFunction, x: number): number {
  switch (f.name) {
    case 'relu':
      return x > 0 ? 1 : 0;
    case 'leakyRelu':
      return x > 0 ? 1 : f.alpha;
    case 'clip':
      return x > f.low && x < f.high ? 1 : 0;
    case 'elu':
      return x > 0 ? 1 : f.alpha * Math.exp(x);
    case 'tanh':
      return 1 - Math.tanh(x) ** 2;
    case 'sigmoid':
      return activate(f, x) * (1 - activate(f, x));
    case 'softplus':
      return 1 / (1 + Math.exp(-x));
    case 'gelu':
    case 'silu':
      return gatedSlope(f, x);
  }
}

const known = new WeakMap<GraphNode, readonly (readonly number[])[]>();

/** For every output of a max pooling the input cells of its window, in row-major order. */
export function windowsOf(node: MaxPoolNode, input: Shape): readonly (readonly number[])[] {
  if (!known.has(node)) known.set(node, listWindows(node, input));
  return known.get(node)!;
}

function listWindows(node: MaxPoolNode, input: Shape): readonly (readonly number[])[] {
  const windows: number[][] = Array.from({length: sizeOf(node.shape)}, () => []);
  const {to, from} = poolConnections(node, input, () => 1);
  to.forEach((j, k) => {
    windows[j]!.push(from[k]!);
  });
  return windows;
}

function stridesOf(shape: Shape): readonly number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}

/**
 * For a node that only moves values: where every output value comes from, as [input tensor, cell], or
 * null where it is filled in by a Pad.
 */
export function sourcesOf(
  node: GraphNode,
  shapes: readonly Shape[],
): readonly (readonly [number, number] | null)[] {
  const size = sizeOf(node.shape);
  const strides = stridesOf(node.shape);
  const place = (j: number, axis: number): number =>
    Math.floor(j / strides[axis]!) % node.shape[axis]!;
  const inner = stridesOf(shapes[0]!);
  return Array.from({length: size}, (_, j) => {
    switch (node.kind) {
      case 'reshape':
        return [0, j];
      case 'transpose':
        return [
          0,
          node.permutation.reduce((cell, from, axis) => cell + place(j, axis) * inner[from]!, 0),
        ];
      case 'slice':
        return [
          0,
          node.shape.reduce(
            (cell, _length, axis) => cell + (place(j, axis) + node.begin[axis]!) * inner[axis]!,
            0,
          ),
        ];
      case 'pad': {
        const at = node.shape.map((_length, axis) => place(j, axis) - node.before[axis]!);
        const inside = at.every((value, axis) => value >= 0 && value < shapes[0]![axis]!);
        return inside
          ? [0, at.reduce((cell, value, axis) => cell + value * inner[axis]!, 0)]
          : null;
      }
      case 'concat': {
        let at = place(j, node.axis);
        let tensor = 0;
        while (at >= shapes[tensor]![node.axis]!) at -= shapes[tensor++]![node.axis]!;
        const own = stridesOf(shapes[tensor]!);
        const cell = node.shape.reduce(
          (sum, _length, axis) => sum + (axis === node.axis ? at : place(j, axis)) * own[axis]!,
          0,
        );
        return [tensor, cell];
      }
      default:
        throw new Error(`${node.kind} does not only move values`);
    }
  });
}

/** Several tensors one after another, as `Connections` count them. */
export function joined(values: readonly Float64Array[]): Float64Array {
  return values.length === 1 ? values[0]! : Float64Array.from(values.flatMap(value => [...value]));
}

/** Every node's values for one sample, in float64. */
export function forward(
  graph: Graph,
  input: Float64Array,
  rounding: Rounding = exact,
): readonly Float64Array[] {
  const values: Float64Array[] = [];
  for (const node of graph.nodes) {
    const read = node.inputs.map(id => values[id]!);
    const shapes = node.inputs.map(id => graph.nodes[id]!.shape);
    values.push(node.kind === 'input' ? input : evaluate(node, read, shapes, rounding));
  }
  return values;
}

function evaluate(
  node: GraphNode,
  read: readonly Float64Array[],
  shapes: readonly Shape[],
  rounding: Rounding,
): Float64Array {
  switch (node.kind) {
    case 'activation':
      return read[0]!.map(x => activate(node.activation, x));
    case 'maxpool':
      return Float64Array.from(windowsOf(node, shapes[0]!), cells =>
        Math.max(...cells.map(cell => read[0]![cell]!)),
      );
    case 'reshape':
    case 'transpose':
    case 'concat':
    case 'slice':
    case 'pad': {
      const fill = node.kind === 'pad' ? node.value : 0;
      return Float64Array.from(sourcesOf(node, shapes), source =>
        source === null ? fill : read[source[0]]![source[1]]!,
      );
    }
    case 'matmul':
    case 'softmax':
    case 'layernorm':
    case 'multiply':
    case 'constant':
      return evaluateAttention(node, read, shapes, rounding);
    default:
      return outputOf(connectionsOf(node, shapes[0]!)!, joined(read), rounding);
  }
}
