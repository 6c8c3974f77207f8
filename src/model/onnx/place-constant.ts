import {sizeOf} from '../../graph/graph.js';
import {broadcastShape, checkedSize, expand, pick, stridesOf} from './constants.js';
import type {OperatorCall} from './operator-call.js';
import {fullShape, UnsupportedOperator} from './operator-call.js';
import type {Activation, Constant} from './value.js';

/**
 * A constant beside an activation, in the axes of one sample: as many as the activation's, of length 1 or the same.
 *
 * @throws UnsupportedOperator where it differs between samples or does not fit.
 */
export function ofOneSample(call: OperatorCall, constant: Constant, beside: Activation): Constant {
  const whole = fullShape(call, beside);
  const fits = broadcastShape(whole, constant.shape);
  const padded = [...whole.slice(constant.shape.length).map(() => 1), ...constant.shape];
  if (fits === null || fits.join() !== whole.join()) {
    throw new UnsupportedOperator(
      `its constant "${constant.name}" [${constant.shape.join(',')}] does not fit [N,${beside.shape.join(',')}]`,
    );
  }
  const {axis, outer} = beside.batch;
  const first = firstSample({...constant, shape: padded}, axis);
  return {...first, shape: first.shape.filter((_, index) => outer !== null || index !== axis)};
}

/** One of the samples where all are alike. */
export function firstSample(constant: Constant, axis: number): Constant {
  const samples = constant.shape[axis] ?? 1;
  if (samples === 1) return constant;
  const shape = constant.shape.map((length, index) => (index === axis ? 1 : length));
  const strides = stridesOf(constant.shape);
  const first = pick(constant, shape, constant.name, index =>
    index.reduce((sum, along, position) => sum + along * strides[position]!, 0),
  );
  const again = expand(first, constant.shape, constant.name);
  if (again.data.some((value, index) => value !== constant.data[index])) {
    throw new UnsupportedOperator(
      `its constant "${constant.name}" [${constant.shape.join(',')}] differs between samples`,
    );
  }
  return first;
}

/** A constant of one sample as a node of the graph, repeated to the shape given. */
export function emitConstant(
  call: OperatorCall,
  constant: Constant,
  shape: readonly number[],
  beside: Activation,
): Activation {
  checkedSize(shape, constant.name);
  const whole =
    sizeOf(constant.shape) === sizeOf(shape) ? constant : expand(constant, shape, constant.name);
  const value = {shape: [...shape], data: Float32Array.from(whole.data)};
  if (!value.data.every(Number.isFinite)) {
    throw new UnsupportedOperator(`its constant "${constant.name}" is not finite`);
  }
  return call.emit(
    {
      kind: 'constant',
      name: `${call.name}/constant`,
      operator: 'Constant',
      inputs: [],
      shape: value.shape,
      value,
    },
    beside.batch,
  );
}
