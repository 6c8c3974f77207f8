import {emitActivation} from './elementwise.js';
import type {OperatorCall} from './operator-call.js';
import {movedActivationAt, UnsupportedOperator} from './operator-call.js';
import type {Value} from './value.js';

/** `Gelu`: x·Φ(x), or its approximation by tanh. @see Hendrycks & Gimpel 2016 */
export function readGelu(call: OperatorCall): Value {
  const approximate = call.attributes.text('approximate', 'none');
  if (approximate !== 'none' && approximate !== 'tanh') {
    throw new UnsupportedOperator(
      `its approximation "${approximate}" is unknown; expected none or tanh`,
    );
  }
  return emitActivation(call, movedActivationAt(call, 0), {name: 'gelu', approximate});
}

/** `Swish`: x·σ(alpha·x). */
export function readSwish(call: OperatorCall): Value {
  const beta = call.attributes.float('alpha', 1);
  if (!(beta > 0)) throw new UnsupportedOperator(`its alpha is ${beta}, expected a number above 0`);
  return emitActivation(call, movedActivationAt(call, 0), {name: 'silu', beta});
}
