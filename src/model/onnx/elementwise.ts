import type {ActivationFunction} from '../../graph/graph.js';
import {broadcastShape} from './constants.js';
import {readBias} from './dense.js';
import type {OperatorCall, OperatorReader} from './operator-call.js';
import {
  activationAt,
  constantAt,
  fullShape,
  requiredConstantAt,
  UnsupportedOperator,
} from './operator-call.js';
import type {Activation, Constant, Value} from './value.js';
import {checkFinite, perChannel} from './weights.js';

/** A reader of an activation whose parameters are attributes. */
export function activationReader(
  functionOf: (call: OperatorCall) => ActivationFunction,
): OperatorReader {
  return call => emitActivation(call, activationAt(call, 0), functionOf(call));
}

function emitActivation(
  call: OperatorCall,
  input: Activation,
  activation: ActivationFunction,
): Activation {
  return call.emit({
    kind: 'activation',
    name: call.name,
    operator: call.operator,
    inputs: [input.node],
    shape: input.shape,
    activation,
  });
}

/** The largest float32; stands for no bound, so that the graph prints as JSON. */
const largest = 3.4028234663852886e38;

/** `Clip`: bounds are attributes before opset 11 and inputs after; relu6 is one. */
export function readClip(call: OperatorCall): Value {
  const input = activationAt(call, 0);
  const bound = (position: 1 | 2, name: 'min' | 'max', otherwise: number): number => {
    const constant = call.opset < 11 ? null : constantAt(call, position, name);
    if (constant !== null && constant.data.length !== 1) {
      throw new UnsupportedOperator(
        `its ${name} holds ${constant.data.length} numbers, expected one`,
      );
    }
    const value = constant?.data[0] ?? call.attributes.float(name, otherwise);
    return Math.min(largest, Math.max(-largest, value));
  };
  const low = bound(1, 'min', -largest);
  const high = bound(2, 'max', largest);
  if (Number.isNaN(low) || Number.isNaN(high) || low > high) {
    throw new UnsupportedOperator(`its bounds ${low} and ${high} leave nothing between them`);
  }
  if (high === largest && low <= 0) {
    return low === -largest
      ? input
      : emitActivation(call, input, low === 0 ? {name: 'relu'} : {name: 'clip', low, high});
  }
  return emitActivation(call, input, {name: 'clip', low, high});
}

/** `PRelu` with one stored slope is a leaky ReLU. */
export function readPRelu(call: OperatorCall): Value {
  const slope = requiredConstantAt(call, 1, 'slope');
  const alpha = slope.data[0];
  checkFinite(slope);
  if (alpha === undefined || slope.data.some(value => value !== alpha)) {
    throw new UnsupportedOperator('its slope differs between channels');
  }
  return emitActivation(call, activationAt(call, 0), {name: 'leakyRelu', alpha});
}

/** `Add` and `Sum`: of tensors, or of a tensor and a stored number or one number a channel. */
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
    emitNorm(call, activations[0]!, constants[0]!, value => ({scale: 1, shift: value}))
  );
}

function emitSum(call: OperatorCall, terms: readonly Activation[]): Value {
  const [first] = terms;
  if (first === undefined) {
    throw new UnsupportedOperator('it adds nothing');
  }
  if (terms.length === 1) {
    return first;
  }
  const shapes = terms.map(term => term.shape.join('×'));
  if (new Set(shapes).size > 1) {
    throw new UnsupportedOperator(`it adds tensors of different shapes: ${shapes.join(' and ')}`);
  }
  return call.emit({
    kind: 'add',
    name: call.name,
    operator: call.operator,
    inputs: terms.map(term => term.node),
    shape: first.shape,
  });
}

/** `Sub` with a stored number on either side. */
export function readSub(call: OperatorCall): Value {
  const {activation, constant, first} = withConstant(call);
  return emitNorm(call, activation, constant, value =>
    first ? {scale: 1, shift: -value} : {scale: -1, shift: value},
  );
}

/** `Mul` by a stored number or one number a channel. */
export function readMul(call: OperatorCall): Value {
  const {activation, constant} = withConstant(call);
  return emitNorm(call, activation, constant, value => ({scale: value, shift: 0}));
}

/** `Div` by a stored number or one number a channel. */
export function readDiv(call: OperatorCall): Value {
  const {activation, constant, first} = withConstant(call);
  if (!first) {
    throw new UnsupportedOperator('it divides by a tensor that depends on the input');
  }
  return emitNorm(call, activation, constant, value => ({scale: 1 / value, shift: 0}));
}

/** `Neg`. */
export function readNeg(call: OperatorCall): Value {
  const one: Constant = {
    kind: 'constant',
    name: call.output,
    type: 'float',
    shape: [],
    data: Float64Array.of(1),
  };
  return emitNorm(call, activationAt(call, 0), one, () => ({scale: -1, shift: 0}));
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

function emitNorm(
  call: OperatorCall,
  input: Activation,
  constant: Constant,
  affine: (value: number) => {readonly scale: number; readonly shift: number},
): Value {
  const shape = fullShape(call, input);
  const channels = perChannel(constant, shape);
  if (channels === null || broadcastShape(shape, constant.shape)?.length !== shape.length) {
    throw new UnsupportedOperator(
      `its constant "${constant.name}" [${constant.shape.join(',')}] is not one number a channel of [N,${input.shape.join(',')}]`,
    );
  }
  const pairs = Array.from(channels, affine);
  return emitAffine(
    call,
    input,
    pairs.map(pair => pair.scale),
    pairs.map(pair => pair.shift),
  );
}

/** Adds y = scale·x + shift per channel to the draft. */
export function emitAffine(
  call: OperatorCall,
  input: Activation,
  scale: ArrayLike<number>,
  shift: ArrayLike<number>,
): Value {
  const vector = (values: ArrayLike<number>): {shape: number[]; data: Float32Array} => {
    const data = Float32Array.from(values);
    if (!data.every(Number.isFinite)) {
      throw new UnsupportedOperator('its scale or shift is not finite (a division by zero?)');
    }
    return {shape: [data.length], data};
  };
  return call.emit({
    kind: 'norm',
    name: call.name,
    operator: call.operator,
    inputs: [input.node],
    shape: input.shape,
    scale: vector(scale),
    shift: vector(shift),
  });
}
