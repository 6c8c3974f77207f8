import {ModelError} from '../../errors/model-error.js';
import type {Constant} from './value.js';

/** The most numbers a constant worked out from the file may hold; a file that asks for more is refused. */
export const maxConstantLength: number = 2 ** 27;

/** How many numbers a shape holds, for a constant that is about to be made. */
export function checkedSize(shape: readonly number[], name: string): number {
  const size = shape.reduce((product, length) => product * length, 1);
  if (
    !(size <= maxConstantLength) ||
    shape.some(length => length < 0 || !Number.isInteger(length))
  ) {
    throw new ModelError(
      'model/too-large',
      `constant "${name}" would have the shape [${shape.join(',')}]; lrplab makes none above ${maxConstantLength} numbers`,
    );
  }
  return size;
}

/** A list of whole numbers, as shapes and axes are. */
export function integers(values: readonly number[], name: string): Constant {
  return {
    kind: 'constant',
    name,
    type: 'integer',
    shape: [values.length],
    data: Float64Array.from(values),
  };
}

/** The numbers as a plain list; for shapes, axes and other short constants. */
export function listOf(constant: Constant): readonly number[] {
  if (constant.data.length > 4096) {
    throw new ModelError(
      'model/bad-tensor',
      `constant "${constant.name}" holds ${constant.data.length} numbers where a shape or a list of axes belongs`,
    );
  }
  return Array.from(constant.data);
}

/** Steps between neighbours along each axis of a row-major tensor. */
export function stridesOf(shape: readonly number[]): readonly number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  }
  return strides;
}

/** The axis counted from 0, or an error where it lies outside. */
export function axisOf(axis: number, rank: number, where: string): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(positive) || positive < 0 || positive >= rank) {
    throw new ModelError(
      'model/bad-attribute',
      `${where}: axis ${axis} does not exist; the tensor has ${rank} axes`,
    );
  }
  return positive;
}

/** The common shape two tensors are broadcast to, or null where they do not fit. */
export function broadcastShape(
  left: readonly number[],
  right: readonly number[],
): readonly number[] | null {
  const rank = Math.max(left.length, right.length);
  const shape: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const a = left[axis - rank + left.length] ?? 1;
    const b = right[axis - rank + right.length] ?? 1;
    if (a !== b && a !== 1 && b !== 1) {
      return null;
    }
    shape.push(a === 1 ? b : a);
  }
  return shape;
}

/**
 * Picks numbers into a new tensor: `source` gives, for every position of `shape`, the position in
 * `constant.data`.
 */
export function pick(
  constant: Constant,
  shape: readonly number[],
  name: string,
  source: (index: readonly number[]) => number,
): Constant {
  const size = checkedSize(shape, name);
  const data =
    constant.data instanceof Float32Array ? new Float32Array(size) : new Float64Array(size);
  const index = new Array<number>(shape.length).fill(0);
  for (let position = 0; position < size; position++) {
    data[position] = constant.data[source(index)]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = index[axis]! + 1;
      if (index[axis]! < shape[axis]!) {
        break;
      }
      index[axis] = 0;
    }
  }
  return {kind: 'constant', name, type: constant.type, shape, data};
}

/** Repeats along axes of length 1, as NumPy does. `shape` must be a broadcast of the constant's own. */
export function expand(constant: Constant, shape: readonly number[], name: string): Constant {
  const offset = shape.length - constant.shape.length;
  const strides = stridesOf(constant.shape);
  return pick(constant, shape, name, index =>
    constant.shape.reduce(
      (sum, length, axis) => sum + (length === 1 ? 0 : index[axis + offset]! * strides[axis]!),
      0,
    ),
  );
}

/** Permutes the axes. */
export function transpose(
  constant: Constant,
  permutation: readonly number[],
  name: string,
): Constant {
  const strides = stridesOf(constant.shape);
  const shape = permutation.map(axis => constant.shape[axis]!);
  if (shape.length === 2 && permutation[0] === 1) {
    return turned(constant, name);
  }
  return pick(constant, shape, name, index =>
    permutation.reduce((sum, axis, position) => sum + index[position]! * strides[axis]!, 0),
  );
}

/** A matrix the other way round; weights are large, so without a call for every number. */
function turned(constant: Constant, name: string): Constant {
  const [rows, columns] = [constant.shape[0]!, constant.shape[1]!];
  const data =
    constant.data instanceof Float32Array
      ? new Float32Array(rows * columns)
      : new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      data[column * rows + row] = constant.data[row * columns + column]!;
    }
  }
  return {kind: 'constant', name, type: constant.type, shape: [columns, rows], data};
}
