import {sizeOf} from '../../graph/graph.js';
import {ownAxis} from './batch-place.js';
import {axisOf} from './constants.js';
import type {OperatorCall} from './operator-call.js';
import {constantAt, fullShape, movedActivationAt, UnsupportedOperator} from './operator-call.js';
import type {Activation, Constant, Value} from './value.js';
import {checkFinite} from './weights.js';

/** `LayerNormalization`: y = scale·(x − μ)/√(σ² + ε) + shift over the axes from `axis` on. */
export function readLayerNormalization(call: OperatorCall): Value {
  return readNormalisation(call, true);
}

/** `RMSNormalization`, also `SimplifiedLayerNormalization`: y = scale·x/√(mean x² + ε). */
export function readRmsNormalization(call: OperatorCall): Value {
  return readNormalisation(call, false);
}

function readNormalisation(call: OperatorCall, centre: boolean): Value {
  const input = movedActivationAt(call, 0);
  const whole = fullShape(call, input);
  const where = `${call.operator} "${call.name}"`;
  const axis = axisOf(call.attributes.integer('axis', -1), whole.length, where);
  const isSingle = call.attributes.integer('single_axis', 0) !== 0;
  const own = ownAxis(input.batch, axis);
  const axes = isSingle ? [axis] : whole.map((_, index) => index).slice(axis);
  if (own === null || axes.includes(input.batch.axis)) {
    throw new UnsupportedOperator('it runs over the axis of the samples');
  }
  const normed = isSingle ? [own] : input.shape.map((_, index) => index).slice(own);
  const length = sizeOf(normed.map(index => input.shape[index]!));
  const vector = (position: number, what: string): {shape: number[]; data: Float32Array} | null => {
    const constant = constantAt(call, position, what);
    return constant === null ? null : {shape: [length], data: vectorFor(constant, length, what)};
  };
  const [scale, shift] = [vector(1, 'scale'), vector(2, 'shift')];
  const epsilon = call.attributes.float('epsilon', 1e-5);
  if (!(epsilon >= 0))
    throw new UnsupportedOperator(`its epsilon is ${epsilon}, expected 0 or more`);
  const emit = (from: Activation): Activation =>
    call.emit(
      {
        ...{kind: 'layernorm', name: call.name, operator: call.operator, inputs: [from.node]},
        ...{shape: from.shape, scale, shift, epsilon, centre},
      },
      input.batch,
    );
  return overLast(call, input, normed, emit);
}

/** One number, or one each for what is normalised, in row-major order. */
function vectorFor(constant: Constant, length: number, what: string): Float32Array {
  checkFinite(constant);
  if (constant.data.length === 1) return new Float32Array(length).fill(constant.data[0]!);
  if (constant.data.length !== length) {
    throw new UnsupportedOperator(
      `its ${what} has the shape [${constant.shape.join(',')}], expected ${length} numbers`,
    );
  }
  return Float32Array.from(constant.data);
}

/** Carries out what works on the last axis alone over neighbouring axes of each sample: moved there, joined, taken back. */
export function overLast(
  call: OperatorCall,
  input: Activation,
  axes: readonly number[],
  emit: (from: Activation) => Activation,
): Activation {
  const rest = input.shape.map((_, axis) => axis).filter(axis => !axes.includes(axis));
  const order = [...rest, ...axes];
  const back = order.map((_, axis) => order.indexOf(axis));
  const turned = turn(call, input, order, '/front');
  const joined = [
    ...rest.map(axis => input.shape[axis]!),
    sizeOf(axes.map(axis => input.shape[axis]!)),
  ];
  const result = emit(reshape(call, turned, joined, '/joined'));
  return turn(call, reshape(call, result, turned.shape, '/apart'), back, '/back');
}

function reshape(
  call: OperatorCall,
  from: Activation,
  shape: readonly number[],
  suffix: string,
): Activation {
  if (shape.join() === from.shape.join()) return from;
  return call.emit(
    {
      kind: 'reshape',
      name: `${call.name}${suffix}`,
      operator: 'Reshape',
      inputs: [from.node],
      shape,
    },
    from.batch,
  );
}

/** The axes of each sample in another order, those of the whole tensor where they were. */
export function turn(
  call: OperatorCall,
  from: Activation,
  permutation: readonly number[],
  suffix: string,
): Activation {
  if (permutation.every((axis, position) => axis === position)) return from;
  const shape = permutation.map(axis => from.shape[axis]!);
  const long = permutation.filter(axis => from.shape[axis]! > 1);
  if (long.every((axis, position) => position === 0 || axis > long[position - 1]!)) {
    return reshape(call, from, shape, suffix);
  }
  return call.emit(
    {
      ...{kind: 'transpose', name: `${call.name}${suffix}`, operator: 'Transpose'},
      ...{inputs: [from.node], shape, permutation},
    },
    from.batch,
  );
}
