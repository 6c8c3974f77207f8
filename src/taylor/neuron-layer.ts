import {LrpError} from '../errors/lrp-error.js';
import {sizeOf, type ConvNode, type DenseNode, type Graph} from '../graph/graph.js';

/** One neuron of a linear layer: z = Σ_i w_i x_i + b over the inputs that it reads. Cells of padding are no inputs. */
export interface Neuron {
  /** Positions in the layer's input. */
  readonly inputs: Int32Array;
  /** w_i, beside `inputs`. */
  readonly weights: Float64Array;
  readonly bias: number;
}

/** A layer that is linear in its input, neuron by neuron. */
export interface NeuronLayer {
  readonly name: string;
  /** How many numbers it reads and makes, of one sample. */
  readonly inputs: number;
  readonly outputs: number;
  /** The channel (the feature of a dense layer) of a position in the input: bounds have one number each. */
  readonly channelOf: (input: number) => number;
  /** Neuron j, 0 ≤ j < `outputs`. Made anew at each call. */
  readonly neuron: (j: number) => Neuron;
}

/**
 * A dense layer from plain numbers, for worked examples.
 *
 * @param weights [O][I]: a row for each neuron.
 * @param biases  [O]; zeros where there are none.
 * @throws LrpError `taylor/layer-shape` where rows differ in length or biases are missing.
 */
export function denseLayer(
  weights: readonly (readonly number[])[],
  biases: readonly number[] = weights.map(() => 0),
): NeuronLayer {
  const inputs = weights[0]?.length ?? 0;
  if (
    inputs === 0 ||
    weights.some(row => row.length !== inputs) ||
    biases.length !== weights.length
  )
    throw new LrpError(
      'taylor/layer-shape',
      `a dense layer of ${weights.length} rows and ${biases.length} biases: give a row of equal length and a bias for each neuron`,
    );
  return {
    name: 'dense',
    inputs,
    outputs: weights.length,
    channelOf: input => input,
    neuron: j => ({
      inputs: Int32Array.from({length: inputs}, (_, i) => i),
      weights: Float64Array.from(weights[j]!),
      bias: biases[j]!,
    }),
  };
}

/** The neurons of a dense layer, a convolution or a depthwise convolution of a graph. */
export function neuronLayer(node: ConvNode | DenseNode, graph: Graph): NeuronLayer {
  const {shape} = graph.nodes[node.inputs[0]!]!;
  const common = {name: node.name, inputs: sizeOf(shape), outputs: sizeOf(node.shape)};
  if (node.kind === 'dense') {
    const [units, features] = node.weight.shape as [number, number];
    return {...common, channelOf: i => i % features, neuron: denseNeuron(node, units, features)};
  }
  const area = shape[1]! * shape[2]!;
  return {
    ...common,
    channelOf: i => Math.floor(i / area),
    neuron: convNeuron(node, [shape[1]!, shape[2]!]),
  };
}

/** Dense layers work on the last axis: neuron j is unit j mod O of row ⌊j/O⌋. */
function denseNeuron(
  {weight, bias}: DenseNode,
  units: number,
  features: number,
): NeuronLayer['neuron'] {
  return j => {
    const unit = j % units;
    const start = Math.floor(j / units) * features;
    return {
      inputs: Int32Array.from({length: features}, (_, i) => start + i),
      weights: Float64Array.from(weight.data.subarray(unit * features, (unit + 1) * features)),
      bias: bias?.data[unit] ?? 0,
    };
  };
}

/** Kernel cells along one axis that lie on real input cells for an output position, with the input cell of each. */
function cellsAlong(
  node: ConvNode,
  axis: 0 | 1,
  at: number,
  length: number,
): readonly {readonly kernel: number; readonly input: number}[] {
  const start = at * node.stride[axis] - node.padding[axis];
  return Array.from({length: node.weight.shape[2 + axis]!}, (_, kernel) => ({
    kernel,
    input: start + kernel * node.dilation[axis],
  })).filter(({input}) => input >= 0 && input < length);
}

/** Neuron j is channel ⌊j/(Ho·Wo)⌋ at one position. */
function convNeuron(
  node: ConvNode,
  [height, width]: readonly [number, number],
): NeuronLayer['neuron'] {
  const [channels, perGroup, kernelHeight, kernelWidth] = node.weight.shape as [
    ...[number, number, number, number],
  ];
  const [, outHeight, outWidth] = node.shape as [number, number, number];
  return j => {
    const channel = Math.floor(j / (outHeight * outWidth));
    const rows = cellsAlong(node, 0, Math.floor(j / outWidth) % outHeight, height);
    const columns = cellsAlong(node, 1, j % outWidth, width);
    const first = Math.floor(channel / (channels / node.groups)) * perGroup;
    const count = perGroup * rows.length * columns.length;
    const inputs = new Int32Array(count);
    const weights = new Float64Array(count);
    let k = 0;
    for (let c = 0; c < perGroup; c++) {
      const kernel = (channel * perGroup + c) * kernelHeight * kernelWidth;
      for (const row of rows) {
        for (const column of columns) {
          inputs[k] = ((first + c) * height + row.input) * width + column.input;
          weights[k] = node.weight.data[kernel + row.kernel * kernelWidth + column.kernel]!;
          k++;
        }
      }
    }
    return {inputs, weights, bias: node.bias?.data[channel] ?? 0};
  };
}

/** z = Σ_i w_i x_i + b. */
export function preActivation({inputs, weights, bias}: Neuron, x: ArrayLike<number>): number {
  let z = bias;
  for (let k = 0; k < inputs.length; k++) z += weights[k]! * x[inputs[k]!]!;
  return z;
}
