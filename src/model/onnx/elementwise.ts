import type {ActivationFunction} from '../../graph/graph.js';
import type {OperatorCall, OperatorReader} from './operator-call.js';
import {
  constantAt,
  movedActivationAt,
  requiredConstantAt,
  UnsupportedOperator,
} from './operator-call.js';
import type {Activation, Value} from './value.js';
import {checkFinite} from './weights.js';

/** A reader of an activation whose parameters are attributes. */
export function activationReader(
  functionOf: (call: OperatorCall) => ActivationFunction,
): OperatorReader {
  return call => emitActivation(call, movedActivationAt(call, 0), functionOf(call));
}

/** Adds an activation function to the draft. */
export function emitActivation(
  call: OperatorCall,
  input: Activation,
  activation: ActivationFunction,
): Activation {
  return call.emit(
    {
      kind: 'activation',
      name: call.name,
      operator: call.operator,
      inputs: [input.node],
      shape: input.shape,
      activation,
    },
    input.batch,
  );
}

/** The largest float32; stands for no bound, so that the graph prints as JSON. */
const largest = 3.4028234663852886e38;

/** `Clip`: bounds are attributes before opset 11 and inputs after; relu6 is one. */
export function readClip(call: OperatorCall): Value {
  const input = movedActivationAt(call, 0);
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
  return emitActivation(call, movedActivationAt(call, 0), {name: 'leakyRelu', alpha});
}
