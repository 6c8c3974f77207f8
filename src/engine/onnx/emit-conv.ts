import {sizeOf, type Shape} from '../../graph/graph.js';
import type {ConvGeometry, PoolGeometry} from '../../program/program.js';
import type {OnnxWriter} from './onnx-writer.js';

/** A convolution, as ONNX has it. */
export function emitConv(
  writer: OnnxWriter,
  {stride, dilation, padding, groups}: ConvGeometry,
  {
    x,
    weight,
    bias,
    kernel,
  }: {
    readonly x: string;
    readonly weight: string;
    readonly bias: string | null;
    readonly kernel: Shape;
  },
): string {
  return writer.node('Conv', bias === null ? [x, weight] : [x, weight, bias], {
    kernel_shape: {ints: kernel},
    strides: {ints: stride},
    dilations: {ints: dilation},
    pads: {ints: padding},
    group: {int: groups},
  });
}

/** A weight [O,I/g,kh,kw] with its kernel flipped and its channels exchanged within each group: [I,O/g,kh,kw]. */
export function flipKernel(
  data: Float32Array,
  shape: readonly number[],
  groups: number,
): Float32Array {
  const [outputs, perGroup, height, width] = shape as [number, number, number, number];
  const cells = height * width;
  const perGroupOutputs = outputs / groups;
  const result = new Float32Array(data.length);
  for (let group = 0; group < groups; group++) {
    for (let output = 0; output < perGroupOutputs; output++) {
      for (let input = 0; input < perGroup; input++) {
        const from = ((group * perGroupOutputs + output) * perGroup + input) * cells;
        const to = ((group * perGroup + input) * perGroupOutputs + output) * cells;
        for (let cell = 0; cell < cells; cell++) result[to + cells - 1 - cell] = data[from + cell]!;
      }
    }
  }
  return result;
}

export interface WeightSource {
  readonly label: string;
  readonly shape: readonly number[];
  readonly data: () => Float32Array;
}

/** The transpose of a convolution: a convolution with the flipped kernel where the stride is 1, else ConvTranspose. */
export function emitConvTranspose(
  writer: OnnxWriter,
  x: string,
  weight: WeightSource,
  geometry: ConvGeometry,
  from: Shape,
  to: Shape,
): string {
  const {stride, dilation, padding, groups} = geometry;
  const [outputs, perGroup, ...kernel] = weight.shape as [number, number, number, number];
  const reach = kernel.map((length, axis) => dilation[axis]! * (length - 1));
  const [top, left] = [reach[0]! - padding[0], reach[1]! - padding[1]];
  const bottom = to[1]! - from[1]! - top + reach[0]!;
  const right = to[2]! - from[2]! - left + reach[1]!;
  if (stride[0] === 1 && stride[1] === 1 && Math.min(top, left, bottom, right) >= 0) {
    const flipped = writer.floats(
      `${weight.label} flipped`,
      [perGroup * groups, outputs / groups, ...kernel],
      () => flipKernel(weight.data(), weight.shape, groups),
    );
    return writer.node('Conv', [x, flipped], {
      kernel_shape: {ints: kernel},
      dilations: {ints: dilation},
      strides: {ints: [1, 1]},
      pads: {ints: [top, left, bottom, right]},
      group: {int: groups},
    });
  }
  const name = writer.floats(weight.label, weight.shape, weight.data);
  return emitStridedTranspose(
    writer,
    x,
    name,
    {kernel, stride, dilation, padding, groups},
    from,
    to,
  );
}

interface Strided extends ConvGeometry {
  readonly kernel: readonly number[];
}

/** ConvTranspose to an exact size; rows that no window reached get 0. */
function emitStridedTranspose(
  writer: OnnxWriter,
  x: string,
  weight: string,
  {kernel, stride, dilation, padding, groups}: Strided,
  from: Shape,
  to: Shape,
): string {
  const full = [0, 1].map(
    axis => stride[axis]! * (from[axis + 1]! - 1) + dilation[axis]! * (kernel[axis]! - 1) + 1,
  );
  const missing = [0, 1].map(axis => to[axis + 1]! + padding[axis]! - full[axis]!);
  const raw = writer.node('ConvTranspose', [x, weight], {
    kernel_shape: {ints: kernel},
    strides: {ints: stride},
    dilations: {ints: dilation},
    group: {int: groups},
  });
  // Cut to the input's own cells: the padding goes, and what the windows never reached is added as zeros.
  const [below, beside] = missing as [number, number];
  const padded =
    below <= 0 && beside <= 0
      ? raw
      : writer.node('Pad', [
          raw,
          writer.ints([0, 0, 0, 0, 0, 0, Math.max(0, below), Math.max(0, beside)]),
        ]);
  if (padding[0] === 0 && padding[1] === 0 && below >= 0 && beside >= 0) return padded;
  return writer.node('Slice', [
    padded,
    writer.ints([padding[0], padding[1]]),
    writer.ints([padding[0] + to[1]!, padding[1] + to[2]!]),
    writer.ints([2, 3]),
  ]);
}

/** Spreads each pooled value over its window; overlapping windows add up. */
export function emitSumPoolTranspose(
  writer: OnnxWriter,
  x: string,
  {kernel, stride, padding}: PoolGeometry,
  from: Shape,
  to: Shape,
): string {
  const [channels, height, width] = from as [number, number, number];
  const isTiling =
    [0, 1].every(
      axis => stride[axis] === kernel[axis] && from[axis + 1]! * kernel[axis]! === to[axis + 1],
    ) && sizeOf(padding.map(cell => cell + 1)) === 1;
  if (isTiling) {
    const split = writer.node('Reshape', [x, writer.ints([-1, channels, height, 1, width, 1])]);
    const repeated = writer.node('Expand', [
      split,
      writer.ints([1, 1, 1, kernel[0], 1, kernel[1]]),
    ]);
    return writer.node('Reshape', [repeated, writer.ints([-1, ...to])]);
  }
  const flat = writer.node('Reshape', [x, writer.ints([-1, 1, height, width])]);
  const ones = writer.floats(`ones 1×1×${kernel.join('×')}`, [1, 1, ...kernel], () =>
    new Float32Array(sizeOf(kernel)).fill(1),
  );
  const spread = emitStridedTranspose(
    writer,
    flat,
    ones,
    {kernel, stride, dilation: [1, 1], padding, groups: 1},
    [1, height, width],
    [1, to[1]!, to[2]!],
  );
  return writer.node('Reshape', [spread, writer.ints([-1, ...to])]);
}

/** Sum over windows: the average with padding counted, times the window's size. */
export function emitSumPool(
  writer: OnnxWriter,
  x: string,
  {kernel, stride, padding}: PoolGeometry,
  from: Shape,
): string {
  const isPlain = padding.every(cell => cell === 0);
  const isGlobal = isPlain && kernel[0] === from[1] && kernel[1] === from[2];
  if (isGlobal) return writer.node('ReduceSum', [x, writer.ints([2, 3])], {keepdims: {int: 1}});
  const [top, left, bottom, right] = padding;
  const padded = isPlain
    ? x
    : writer.node('Pad', [x, writer.ints([0, 0, top, left, 0, 0, bottom, right])]);
  const mean = writer.node('AveragePool', [padded], {
    kernel_shape: {ints: kernel},
    strides: {ints: stride},
  });
  return writer.node('Mul', [mean, writer.scalar(sizeOf(kernel))]);
}
