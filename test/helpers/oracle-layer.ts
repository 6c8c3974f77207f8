import type {
  AvgPoolNode,
  ConvNode,
  DenseNode,
  GraphNode,
  NormNode,
  Shape,
} from '../../src/graph/graph.js';
import {sizeOf} from '../../src/graph/graph.js';

/**
 * A layer written out as the list of its connections: value `to[k]` of the output reads value
 * `from[k]` of the input with weight `weight[k]`. Cells of padding are no inputs, so they have no
 * connection. Where a layer reads several tensors, their values are counted one tensor after another.
 */
export interface Connections {
  readonly inputs: number;
  readonly outputs: number;
  readonly to: Int32Array;
  readonly from: Int32Array;
  readonly weight: Float64Array;
  /** One number an output, 0 where the layer has none. */
  readonly bias: Float64Array;
}

type Connect = (to: number, from: number, weight: number) => void;

function gather(inputs: number, outputs: number, fill: (connect: Connect) => void): Connections {
  const to: number[] = [];
  const from: number[] = [];
  const weight: number[] = [];
  fill((j, i, w) => {
    to.push(j);
    from.push(i);
    weight.push(w);
  });
  return {
    inputs,
    outputs,
    to: Int32Array.from(to),
    from: Int32Array.from(from),
    weight: Float64Array.from(weight),
    bias: new Float64Array(outputs),
  };
}

/** The geometry that convolutions and pooling share. */
export interface Windows {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly padding: readonly [number, number, number, number];
}

/** Calls `visit` for every output position and every kernel cell that lies on a real input cell. */
export function eachCell(
  windows: Windows,
  input: Shape,
  output: Shape,
  visit: (outCell: number, inCell: number, kernelCell: number) => void,
): void {
  const [, height = 1, width = 1] = input;
  const [, outHeight = 1, outWidth = 1] = output;
  for (let oy = 0; oy < outHeight; oy++) {
    for (let ox = 0; ox < outWidth; ox++) {
      for (let ky = 0; ky < windows.kernel[0]; ky++) {
        for (let kx = 0; kx < windows.kernel[1]; kx++) {
          const y = oy * windows.stride[0] + ky * windows.dilation[0] - windows.padding[0];
          const x = ox * windows.stride[1] + kx * windows.dilation[1] - windows.padding[1];
          if (y < 0 || x < 0 || y >= height || x >= width) continue;
          visit(oy * outWidth + ox, y * width + x, ky * windows.kernel[1] + kx);
        }
      }
    }
  }
}

function convolution(node: ConvNode, input: Shape): Connections {
  const [outChannels, perGroup, kh, kw] = node.weight.shape as [number, number, number, number];
  const inCells = sizeOf(input) / input[0]!;
  const outCells = sizeOf(node.shape) / node.shape[0]!;
  const windows: Windows = {...node, kernel: [kh, kw]};
  const layer = gather(sizeOf(input), sizeOf(node.shape), connect => {
    for (let o = 0; o < outChannels; o++) {
      const group = Math.floor(o / (outChannels / node.groups));
      for (let g = 0; g < perGroup; g++) {
        const channel = group * perGroup + g;
        const kernel = (o * perGroup + g) * kh * kw;
        eachCell(windows, input, node.shape, (outCell, inCell, kernelCell) =>
          connect(
            o * outCells + outCell,
            channel * inCells + inCell,
            node.weight.data[kernel + kernelCell]!,
          ),
        );
      }
    }
  });
  if (node.bias !== null) {
    layer.bias.forEach((_, j) => {
      layer.bias[j] = node.bias!.data[Math.floor(j / outCells)]!;
    });
  }
  return layer;
}

function dense(node: DenseNode, input: Shape): Connections {
  const [units, features] = node.weight.shape as [number, number];
  const rows = sizeOf(input) / features;
  const layer = gather(sizeOf(input), sizeOf(node.shape), connect => {
    for (let row = 0; row < rows; row++) {
      for (let o = 0; o < units; o++) {
        for (let i = 0; i < features; i++) {
          connect(row * units + o, row * features + i, node.weight.data[o * features + i]!);
        }
      }
    }
  });
  if (node.bias !== null) {
    layer.bias.forEach((_, j) => {
      layer.bias[j] = node.bias!.data[j % units]!;
    });
  }
  return layer;
}

/** Every window cell of a pooling layer, `weightAt` the output position. */
export function poolConnections(
  node: {
    readonly shape: Shape;
    readonly kernel: Windows['kernel'];
    readonly stride: Windows['stride'];
    readonly padding: Windows['padding'];
  },
  input: Shape,
  weightAt: (outCell: number) => number,
): Connections {
  const inCells = sizeOf(input) / input[0]!;
  const outCells = sizeOf(node.shape) / node.shape[0]!;
  const windows: Windows = {...node, dilation: [1, 1]};
  return gather(sizeOf(input), sizeOf(node.shape), connect => {
    for (let c = 0; c < input[0]!; c++) {
      eachCell(windows, input, node.shape, (outCell, inCell) =>
        connect(c * outCells + outCell, c * inCells + inCell, weightAt(outCell)),
      );
    }
  });
}

function norm(node: NormNode): Connections {
  const size = sizeOf(node.shape);
  const perChannel = size / node.shape[0]!;
  const layer = gather(size, size, connect => {
    for (let i = 0; i < size; i++) connect(i, i, node.scale.data[Math.floor(i / perChannel)]!);
  });
  layer.bias.forEach((_, j) => {
    layer.bias[j] = node.shift.data[Math.floor(j / perChannel)]!;
  });
  return layer;
}

function addition(summands: number, size: number): Connections {
  return gather(summands * size, size, connect => {
    for (let j = 0; j < size; j++) {
      for (let k = 0; k < summands; k++) connect(j, k * size + j, 1);
    }
  });
}

const known = new WeakMap<GraphNode, Connections | null>();

/** The connections of a node that is linear in what it reads, or null where it is not. */
export function connectionsOf(node: GraphNode, input: Shape): Connections | null {
  if (!known.has(node)) known.set(node, listConnections(node, input));
  return known.get(node)!;
}

function listConnections(node: GraphNode, input: Shape): Connections | null {
  switch (node.kind) {
    case 'conv':
    case 'depthwise':
      return convolution(node, input);
    case 'dense':
      return dense(node, input);
    case 'avgpool':
      return poolConnections(node, input, cell => 1 / (node as AvgPoolNode).counts.data[cell]!);
    case 'norm':
      return norm(node);
    case 'add':
      return addition(node.inputs.length, sizeOf(node.shape));
    default:
      return null;
  }
}

/** What becomes of a sum whose terms add up to `magnitude` in absolute value: itself, or what an inexact machine makes of it. */
export type Rounding = (sum: number, magnitude: number) => number;

export const exact: Rounding = sum => sum;

/** Sums per output, one connection after another. */
export function sumUp(
  layer: Connections,
  terms: Float64Array,
  start: Float64Array,
  rounding: Rounding,
): Float64Array {
  const sums = Float64Array.from(start);
  const magnitudes = start.map(Math.abs);
  layer.to.forEach((j, k) => {
    sums[j]! += terms[k]!;
    magnitudes[j]! += Math.abs(terms[k]!);
  });
  return sums.map((sum, j) => rounding(sum, magnitudes[j]!));
}

/** z = W·x + b, one output after another. */
export function outputOf(
  layer: Connections,
  x: Float64Array,
  rounding: Rounding = exact,
): Float64Array {
  const c = layer.weight.map((w, k) => w * x[layer.from[k]!]!);
  return sumUp(layer, c, layer.bias, rounding);
}
