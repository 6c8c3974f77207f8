import {sizeOf} from '../../graph/graph.js';
import type {PoolGeometry} from '../../program/program.js';
import {emitRowOffsets, type RowsValue} from './emit-rows.js';
import {elementType} from '../../onnx/messages.js';
import type {OnnxWriter} from './onnx-writer.js';

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

/** Whether no cell stands in two windows. */
function areApart({kernel, stride}: PoolGeometry): boolean {
  return stride[0] >= kernel[0] && stride[1] >= kernel[1];
}

/**
 * Hands each r to the cell that won its window, by the flat index that MaxPool gave. Where windows
 * overlap, a cell that won several gets the sum.
 *
 * @param x       The pooled value, of samples.
 * @param targets T where r has one row a target and x one a sample, else 1.
 */
export function emitWinners(
  writer: OnnxWriter,
  indices: string,
  r: RowsValue,
  x: RowsValue,
  geometry: PoolGeometry,
  targets: number,
): string {
  const size = sizeOf(x.shape);
  const flatIndices =
    targets === 1
      ? indices
      : writer.node('Add', [
          writer.node('Reshape', [indices, writer.ints([-1, 1, ...r.shape])]),
          emitRowOffsets(writer, x.name, targets, size, r.shape.length + 2),
        ]);
  const cells = writer.node('Reshape', [flatIndices, writer.ints([-1])]);
  const length = writer.node('Mul', [
    writer.node('Reshape', [writer.node('Size', [x.name]), writer.ints([1])]),
    writer.ints([targets]),
  ]);
  const zeros = writer.node('ConstantOfShape', [length]);
  const values = writer.node('Reshape', [r.name, writer.ints([-1])]);
  const scattered = writer.node('ScatterElements', [zeros, cells, values], {
    axis: {int: 0},
    reduction: {text: areApart(geometry) ? 'none' : 'add'},
  });
  return writer.node('Reshape', [scattered, writer.ints([-1, ...x.shape])]);
}

/**
 * Hands r in equal shares to all cells that equal their window's maximum.
 *
 * @param targets T where r has one row a target and x one a sample, else 1.
 */
export function emitSplit(
  writer: OnnxWriter,
  {name: x, shape: to}: RowsValue,
  {name: y}: RowsValue,
  {name: r, shape: from}: RowsValue,
  geometry: PoolGeometry,
  targets: number,
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
  const cells = sizeOf(kernel);
  const shares = writer.node('Div', [hits, count]);
  // Axes: sample, target, channel, window cell, row, column.
  const axes = (name: string, rows: number, planesEach: number): string =>
    writer.node('Reshape', [name, writer.ints([-1, rows, from[0]!, planesEach, height, width])]);
  const product = writer.node('Mul', [axes(shares, 1, cells), axes(r, targets, 1)]);
  const each = writer.node('Reshape', [product, writer.ints([-1, cells, height, width])]);
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
