import {sizeOf, type ActivationFunction, type Graph, type GraphNode} from '../graph/graph.js';
import {boundsOf, type Bounds} from '../graph/preprocessing.js';

/** The activations that are monotone: bounds stay bounds. */
type Monotone = Exclude<ActivationFunction, {readonly name: 'gelu' | 'silu'}>;

function isMonotone(activation: ActivationFunction): activation is Monotone {
  return activation.name !== 'gelu' && activation.name !== 'silu';
}

/** What a monotone activation makes of a value. */
function activate(activation: Monotone, x: number): number {
  switch (activation.name) {
    case 'relu':
      return Math.max(x, 0);
    case 'leakyRelu':
      return x > 0 ? x : x * activation.alpha;
    case 'clip':
      return Math.min(Math.max(x, activation.low), activation.high);
    case 'elu':
      return x > 0 ? x : activation.alpha * Math.expm1(x);
    case 'tanh':
      return Math.tanh(x);
    case 'sigmoid':
      return 1 / (1 + Math.exp(-x));
    case 'softplus':
      return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }
}

/** Repeats one number a channel over the positions of a shape. */
function overPositions(values: readonly number[], shape: readonly number[]): readonly number[] {
  const area = sizeOf(shape.slice(1));
  return values.flatMap(value => Array<number>(area).fill(value));
}

/** What stands where after a transpose. */
function transposed(
  values: readonly number[],
  node: GraphNode & {kind: 'transpose'},
  source: readonly number[],
): readonly number[] {
  const strides = (shape: readonly number[]): readonly number[] =>
    shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const [own, theirs] = [strides(node.shape), strides(source)];
  return Array.from({length: sizeOf(node.shape)}, (_, position) => {
    const from = own.reduce(
      (sum, stride, axis) =>
        sum +
        (Math.floor(position / stride) % node.shape[axis]!) * theirs[node.permutation[axis]!]!,
      0,
    );
    return values[from]!;
  });
}

/** Bounds behind one node, one number a position; null where nothing is known. */
function behind(node: GraphNode, input: Bounds | null, graph: Graph): Bounds | null {
  if (input === null) return null;
  const both = (make: (values: readonly number[]) => readonly number[]): Bounds => ({
    low: make(input.low),
    high: make(input.high),
  });
  switch (node.kind) {
    case 'reshape':
      return input;
    case 'transpose':
      return both(values => transposed(values, node, graph.nodes[node.inputs[0]!]!.shape));
    case 'activation': {
      const {activation} = node;
      if (!isMonotone(activation)) return null;
      return both(values => values.map(value => activate(activation, value)));
    }
    case 'norm': {
      const area = sizeOf(node.shape.slice(1));
      const scaled = both(values =>
        values.map((value, i) => {
          const channel = Math.floor(i / area);
          return value * node.scale.data[channel]! + node.shift.data[channel]!;
        }),
      );
      return {
        low: scaled.low.map((low, i) => Math.min(low, scaled.high[i]!)),
        high: scaled.low.map((low, i) => Math.max(low, scaled.high[i]!)),
      };
    }
    case 'maxpool':
    case 'avgpool': {
      // A window holds cells of one channel; padding that counts in a mean pulls towards 0.
      const counted = node.kind === 'avgpool' && node.padding.some(cells => cells > 0);
      const {low, high} = channelBounds(input, graph.nodes[node.inputs[0]!]!.shape);
      return {
        low: overPositions(counted ? low.map(value => Math.min(value, 0)) : low, node.shape),
        high: overPositions(counted ? high.map(value => Math.max(value, 0)) : high, node.shape),
      };
    }
    default:
      return null;
  }
}

const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));
const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b));

/** The widest bounds of each channel. */
function channelBounds({low, high}: Bounds, shape: readonly number[]): Bounds {
  const area = sizeOf(shape.slice(1));
  const channels = Array.from({length: shape[0]!}, (_, channel) => channel * area);
  return {
    low: channels.map(start => least(low.slice(start, start + area))),
    high: channels.map(start => most(high.slice(start, start + area))),
  };
}

/** The widest bounds of each feature on the last axis. */
function featureBounds({low, high}: Bounds, features: number): Bounds {
  const [lowest, highest] = [low.slice(0, features), high.slice(0, features)];
  low.forEach((value, i) => {
    lowest[i % features] = Math.min(lowest[i % features]!, value);
    highest[i % features] = Math.max(highest[i % features]!, high[i]!);
  });
  return {low: lowest, high: highest};
}

/**
 * The lowest and highest values that the input of a weighted layer can have, by the model's
 * preprocessing and what stands between: one number a channel of a convolution, one a feature of a
 * dense layer. Null where they are not known.
 */
export function modelBounds(node: GraphNode, graph: Graph): Bounds | null {
  const {shape} = graph.nodes[graph.input]!;
  if (graph.preprocessing === null) return null;
  const pixels = boundsOf(graph.preprocessing);
  if (pixels.low.length !== shape[0]) return null;
  const path: GraphNode[] = [];
  for (
    let at = graph.nodes[node.inputs[0]!]!;
    at.kind !== 'input';
    at = graph.nodes[at.inputs[0]!]!
  ) {
    // What comes from constants alone has bounds, but none of the model's input.
    if (at.inputs.length === 0) return null;
    path.unshift(at);
  }
  const start: Bounds = {
    low: overPositions(pixels.low, shape),
    high: overPositions(pixels.high, shape),
  };
  const found = path.reduce<Bounds | null>((bounds, next) => behind(next, bounds, graph), start);
  if (found === null) return null;
  const read = graph.nodes[node.inputs[0]!]!.shape;
  if (node.kind !== 'dense') return channelBounds(found, read);
  return featureBounds(found, read[read.length - 1]!);
}
