import {readBias, scaleDense} from './dense.js';
import type {OperatorCall} from './operator-call.js';
import {movedActivationAt, UnsupportedOperator} from './operator-call.js';
import {scaleProduct} from './matmul.js';
import {emitConstant, ofOneSample} from './place-constant.js';
import {broadcastTogether} from './repeat.js';
import type {Activation, Constant, Value} from './value.js';
import {perChannel} from './weights.js';

/** `Add` and `Sum`: of tensors, or of a tensor and stored numbers. */
export function readAdd(call: OperatorCall): Value {
  const values = call.inputs.filter(value => value !== null);
  const activations = values.filter(value => value.kind === 'activation');
  const constants = values.filter(value => value.kind === 'constant');
  if (activations.length === values.length) {
    return emitSum(call, activations);
  }
  if (activations.length !== 1 || constants.length !== 1) {
    throw new UnsupportedOperator('it adds several tensors and constants at once');
  }
  return (
    readBias(call, 0) ??
    readBias(call, 1) ??
    emitShift(call, activations[0]!, constants[0]!, {scale: 1, sign: 1})
  );
}

function emitSum(call: OperatorCall, terms: readonly Activation[]): Activation {
  const [first] = terms;
  if (first === undefined) {
    throw new UnsupportedOperator('it adds nothing');
  }
  if (terms.length === 1) {
    return first;
  }
  const alike = broadcastTogether(call, terms);
  return call.emit(
    {
      kind: 'add',
      name: call.name,
      operator: call.operator,
      inputs: alike.map(term => term.node),
      shape: alike[0]!.shape,
    },
    first.batch,
  );
}

/** `Sub` of two tensors, or with stored numbers on either side. */
export function readSub(call: OperatorCall): Value {
  const [left, right] = call.inputs;
  if (left?.kind === 'activation' && right?.kind === 'activation') {
    const negative = emitAffine(call, right, [-1], [0], '/negative');
    return emitSum(call, [left, negative]);
  }
  const {activation, constant, first} = withConstant(call);
  const signs = first ? ({scale: 1, sign: -1} as const) : ({scale: -1, sign: 1} as const);
  return emitShift(call, activation, constant, signs);
}

/** `Mul` of two tensors, or by stored numbers. */
export function readMul(call: OperatorCall): Value {
  const [left, right] = call.inputs;
  if (left?.kind === 'activation' && right?.kind === 'activation') {
    return emitGate(call, left, right);
  }
  const {activation, constant} = withConstant(call);
  return emitScale(call, activation, constant, value => value);
}

/** `Div` by stored numbers. */
export function readDiv(call: OperatorCall): Value {
  const {activation, constant, first} = withConstant(call);
  if (!first) {
    throw new UnsupportedOperator('it divides by a tensor that depends on the input');
  }
  return emitScale(call, activation, constant, value => 1 / value);
}

/** `Neg`. */
export function readNeg(call: OperatorCall): Value {
  return emitAffine(call, movedActivationAt(call, 0), [-1], [0]);
}

interface WithConstant {
  readonly activation: Activation;
  readonly constant: Constant;
  /** The activation is the first operand. */
  readonly first: boolean;
}

function withConstant(call: OperatorCall): WithConstant {
  const [left, right] = call.inputs;
  if (left?.kind === 'activation' && right?.kind === 'constant') {
    return {activation: left, constant: right, first: true};
  }
  if (left?.kind === 'constant' && right?.kind === 'activation') {
    return {activation: right, constant: left, first: false};
  }
  throw new UnsupportedOperator('both operands depend on the input, for which there is no rule');
}

/** The product of two tensors: a gate, squeeze-and-excitation. */
function emitGate(call: OperatorCall, left: Activation, right: Activation): Value {
  const alike = broadcastTogether(call, [left, right]);
  return call.emit(
    {
      kind: 'multiply',
      name: call.name,
      operator: call.operator,
      inputs: alike.map(value => value.node),
      shape: alike[0]!.shape,
    },
    left.batch,
  );
}

/** y = scale·x + sign·constant: per channel a norm, else the sum with a constant of its own. */
function emitShift(
  call: OperatorCall,
  input: Activation,
  constant: Constant,
  {scale, sign}: {readonly scale: 1 | -1; readonly sign: 1 | -1},
): Value {
  const own = ofOneSample(call, constant, input);
  const channels = channelsOf(own, input);
  if (channels !== null) {
    return emitAffine(
      call,
      input,
      channels.map(() => scale),
      channels.map(value => sign * value),
    );
  }
  const term = scale === 1 ? input : emitAffine(call, input, [-1], [0], '/negative');
  const signed = sign === 1 ? own : {...own, data: own.data.map(value => -value)};
  return emitSum(call, [term, emitConstant(call, signed, input.shape, input)]);
}

/**
 * y = factor(constant)·x. Per channel it is a norm; over the outputs of a dense layer part of its weights; along
 * another axis a norm with that axis brought to the front; else the product with a constant of its own.
 */
function emitScale(
  call: OperatorCall,
  input: Activation,
  constant: Constant,
  factor: (value: number) => number,
): Value {
  const own = ofOneSample(call, constant, input);
  const channels = channelsOf(own, input);
  if (channels !== null) {
    const factors = channels.map(factor);
    const one = factors.every(value => value === factors[0]) ? factors[0] : undefined;
    const product = one === undefined ? null : scaleProduct(call, input, one);
    if (product !== null) return product;
    return emitAffine(call, input, factors, new Float64Array(factors.length));
  }
  const factors = {...own, data: Float64Array.from(own.data, factor)};
  const padded = [...input.shape.slice(own.shape.length).map(() => 1), ...own.shape];
  const long = padded.flatMap((length, axis) => (length > 1 ? [axis] : []));
  const [axis] = long;
  if (axis === undefined || long.length > 1) {
    return emitGate(call, input, emitConstant(call, factors, input.shape, input));
  }
  const last = axis === input.shape.length - 1;
  return (
    (last ? scaleDense(call, input, factors.data) : null) ??
    scaleAlong(call, input, axis, factors.data)
  );
}

function scaleAlong(
  call: OperatorCall,
  input: Activation,
  axis: number,
  factors: ArrayLike<number>,
): Value {
  const order = [axis, ...input.shape.map((_, index) => index).filter(index => index !== axis)];
  const turned = (from: Activation, permutation: readonly number[], suffix: string): Activation =>
    call.emit(
      {
        kind: 'transpose',
        name: `${call.name}${suffix}`,
        operator: 'Transpose',
        inputs: [from.node],
        shape: permutation.map(index => from.shape[index]!),
        permutation,
      },
      input.batch,
    );
  const front = turned(input, order, '/front');
  const scaled = emitAffine(call, front, factors, new Float64Array(factors.length));
  const back = order.map((_, index) => order.indexOf(index));
  return turned(scaled, back, '/back');
}

/** One number a channel, the first of a sample's axes; null where the numbers differ within a channel. */
function channelsOf(own: Constant, input: Activation): Float64Array | null {
  return perChannel({...own, shape: [1, ...own.shape]}, [1, ...input.shape]);
}

/** Adds y = scale·x + shift per channel to the draft; one number stands for all channels. */
export function emitAffine(
  call: OperatorCall,
  input: Activation,
  scale: ArrayLike<number>,
  shift: ArrayLike<number>,
  suffix = '',
): Activation {
  const channels = input.shape[0] ?? 1;
  const vector = (values: ArrayLike<number>): {shape: number[]; data: Float32Array} => {
    const data =
      values.length === 1 ? new Float32Array(channels).fill(values[0]!) : Float32Array.from(values);
    if (!data.every(Number.isFinite)) {
      throw new UnsupportedOperator('its scale or shift is not finite (a division by zero?)');
    }
    return {shape: [data.length], data};
  };
  return call.emit(
    {
      kind: 'norm',
      name: `${call.name}${suffix}`,
      operator: call.operator,
      inputs: [input.node],
      shape: input.shape,
      scale: vector(scale),
      shift: vector(shift),
    },
    input.batch,
  );
}
