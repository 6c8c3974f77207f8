import {sizeOf, type Shape} from '../../graph/graph.js';
import type {PoolGeometry} from '../../program/program.js';
import {elementType, type OnnxWriter} from './onnx-writer.js';

const lowest = -3.4028234663852886e38;

/** Maximum over windows; returns the values' and the winners' names. Padding never wins; ties go to the first. */
export function emitMaxPool(
  writer: OnnxWriter,
  x: string,
  {kernel, stride, padding}: PoolGeometry,
  values: string,
  indices: string | null,
): void {
  writer.nodes(
    'MaxPool',
    [x],
    {kernel_shape: {ints: kernel}, strides: {ints: stride}, pads: {ints: padding}},
    indices === null ? [values] : [values, indices],
  );
}

/** Adds each r to the cell that won its window: scatter by the flat index that MaxPool gave. */
export function emitWinners(
  writer: OnnxWriter,
  indices: string,
  r: string,
  x: string,
  to: Shape,
): string {
  const flatLength = writer.node('Reshape', [writer.node('Size', [x]), writer.ints([1])]);
  const zeros = writer.node('ConstantOfShape', [flatLength]);
  const flatIndices = writer.node('Reshape', [indices, writer.ints([-1])]);
  const flatValues = writer.node('Reshape', [r, writer.ints([-1])]);
  const scattered = writer.node('ScatterElements', [zeros, flatIndices, flatValues], {
    axis: {int: 0},
    reduction: {text: 'add'},
  });
  return writer.node('Reshape', [scattered, writer.ints([-1, ...to])]);
}

/** Hands r in equal shares to all cells that equal their window's maximum. */
export function emitSplit(
  writer: OnnxWriter,
  x: string,
  y: string,
  r: string,
  geometry: PoolGeometry,
  from: Shape,
  to: Shape,
): string {
  const {kernel, stride, padding} = geometry;
  const [top, left, bottom, right] = padding;
  const [height, width] = [from[1]!, from[2]!];
  const one = (name: string, rows: number, columns: number) =>
    writer.node('Reshape', [name, writer.ints([-1, 1, rows, columns])]);
  const padded = writer.node('Pad', [
    x,
    writer.ints([0, 0, top, left, 0, 0, bottom, right]),
    writer.scalar(lowest),
  ]);
  const input = one(padded, to[1]! + top + bottom, to[2]! + left + right);
  const pooled = one(y, height, width);
  const planes = Array.from({length: sizeOf(kernel)}, (_, cell) => {
    const [i, j] = [Math.floor(cell / kernel[1]), cell % kernel[1]];
    const slice = writer.node('Slice', [
      input,
      writer.ints([i, j]),
      writer.ints([i + stride[0] * (height - 1) + 1, j + stride[1] * (width - 1) + 1]),
      writer.ints([2, 3]),
      writer.ints(stride),
    ]);
    return writer.node('Cast', [writer.node('Equal', [slice, pooled])], {
      to: {int: elementType.float},
    });
  });
  const hits = writer.node('Concat', planes, {axis: {int: 1}});
  const count = writer.node('ReduceSum', [hits, writer.ints([1])], {keepdims: {int: 1}});
  const each = writer.node('Mul', [hits, writer.node('Div', [one(r, height, width), count])]);
  const cells = sizeOf(kernel);
  // One plane a window cell, put back to where the cell stands: a transposed convolution with a one-hot kernel.
  const place = writer.floats(`one-hot ${kernel.join('×')}`, [cells, 1, ...kernel], () =>
    Float32Array.from({length: cells * cells}, (_, index) => (index % (cells + 1) === 0 ? 1 : 0)),
  );
  const raw = writer.node('ConvTranspose', [each, place], {
    kernel_shape: {ints: kernel},
    strides: {ints: stride},
  });
  const reached = [
    stride[0] * (height - 1) + kernel[0],
    stride[1] * (width - 1) + kernel[1],
  ] as const;
  const missing = [
    Math.max(0, top + to[1]! - reached[0]),
    Math.max(0, left + to[2]! - reached[1]),
  ] as const;
  const whole =
    missing[0] + missing[1] === 0
      ? raw
      : writer.node('Pad', [raw, writer.ints([0, 0, 0, 0, 0, 0, ...missing])]);
  const own = writer.node('Slice', [
    whole,
    writer.ints([top, left]),
    writer.ints([top + to[1]!, left + to[2]!]),
    writer.ints([2, 3]),
  ]);
  return writer.node('Reshape', [own, writer.ints([-1, ...to])]);
}
