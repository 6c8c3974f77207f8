import {emitAffine} from './arithmetic.js';
import type {OperatorCall} from './operator-call.js';
import {activationAt, requiredConstantAt, UnsupportedOperator} from './operator-call.js';
import type {Value} from './value.js';
import {vectorOf} from './weights.js';

/** `BatchNormalization` as it predicts: y = γ·(x − μ)/√(σ² + ε) + β per channel. */
export function readBatchNormalization(call: OperatorCall): Value {
  const input = activationAt(call, 0);
  if (call.attributes.integer('training_mode', 0) !== 0) {
    throw new UnsupportedOperator('it is in training mode; export the model after model.eval()');
  }
  const channels = input.shape[0];
  if (channels === undefined) {
    throw new UnsupportedOperator('its input has no channels');
  }
  const [gamma, beta, mean, variance] = ['scale', 'bias', 'mean', 'variance'].map((what, index) => {
    const constant = requiredConstantAt(call, index + 1, what);
    if (constant.data.length !== channels) {
      throw new UnsupportedOperator(
        `its ${what} has ${constant.data.length} numbers for ${channels} channels`,
      );
    }
    return vectorOf(constant, channels, what);
  }) as [Float64Array, Float64Array, Float64Array, Float64Array];
  const epsilon = call.attributes.float('epsilon', 1e-5);
  const scale = gamma.map((value, c) => value / Math.sqrt(variance[c]! + epsilon));
  const shift = beta.map((value, c) => value - mean[c]! * scale[c]!);
  return emitAffine(call, input, scale, shift);
}
