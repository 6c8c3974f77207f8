import {ModelError} from '../../errors/model-error.js';
import type {Tensor} from '../../graph/graph.js';
import {UnsupportedOperator} from './operator-call.js';
import type {Constant} from './value.js';

/** A constant's numbers as float32, all finite. `factor` multiplies them in float64. */
export function weightData(constant: Constant, factor = 1): Float32Array {
  checkFinite(constant);
  return factor === 1 && constant.data instanceof Float32Array
    ? constant.data
    : Float32Array.from(constant.data, value => value * factor);
}

/** A constant as a tensor of the graph, all numbers finite. */
export function weightTensor(constant: Constant): Tensor {
  return {shape: constant.shape, data: weightData(constant)};
}

/** Refuses infinite numbers, naming the tensor. (NaN is refused when it is read.) */
export function checkFinite(constant: Constant): void {
  for (const value of constant.data) {
    if (!Number.isFinite(value)) {
      throw new ModelError(
        'model/not-finite',
        `tensor "${constant.name}" holds ${value}; weights must be finite numbers`,
      );
    }
  }
}

/** A vector of `length` numbers: the constant itself, or a single number repeated. Axes of length 1 do not count. */
export function vectorOf(constant: Constant, length: number, what: string): Float64Array {
  checkFinite(constant);
  const long = constant.shape.filter(size => size !== 1);
  if (constant.data.length === 1) {
    return new Float64Array(length).fill(constant.data[0]!);
  }
  if (long.length !== 1 || constant.data.length !== length) {
    throw new UnsupportedOperator(
      `its ${what} has the shape [${constant.shape.join(',')}], expected ${length} numbers`,
    );
  }
  return Float64Array.from(constant.data);
}

/**
 * Reads a constant that is added to or multiplied with a tensor as one number a channel.
 *
 * @param shape The tensor's whole shape, batch axis first; channels are axis 1.
 * @returns [C], or null where the constant differs within a channel or would change the shape.
 */
export function perChannel(constant: Constant, shape: readonly number[]): Float64Array | null {
  checkFinite(constant);
  const offset = shape.length - constant.shape.length;
  const fits = constant.shape.every((size, axis) => size === 1 || size === shape[axis + offset]);
  const samples = offset === 0 ? (constant.shape[0] ?? 1) : 1;
  if (offset < 0 || !fits || samples !== 1 || shape.length < 2) {
    return null;
  }
  const channels = shape[1]!;
  const own = offset > 1 ? 1 : (constant.shape[1 - offset] ?? 1);
  const inner = constant.data.length / own;
  const result = new Float64Array(channels);
  for (let channel = 0; channel < channels; channel++) {
    const start = own === 1 ? 0 : channel * inner;
    const value = constant.data[start]!;
    for (let index = start; index < start + inner; index++) {
      if (constant.data[index] !== value) {
        return null;
      }
    }
    result[channel] = value;
  }
  return result;
}
