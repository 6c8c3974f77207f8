import type {OperatorCall} from './operator-call.js';
import {activationAt, requiredConstantAt, UnsupportedOperator} from './operator-call.js';
import type {Value} from './value.js';

/** From here on x and softplus(x) are the same in float32. */
const linearFrom = 15;

/** `Greater` than a stored number; only `Where` can do something with it. */
export function readGreater(call: OperatorCall): Value {
  const threshold = requiredConstantAt(call, 1, 'right-hand side');
  if (threshold.data.length !== 1) {
    throw new UnsupportedOperator('it compares with more than one number');
  }
  return {kind: 'above', of: activationAt(call, 0), threshold: threshold.data[0]!};
}

/** `Where` as PyTorch writes its softplus: x > 20 ? x : softplus(x), which is softplus(x). */
export function readWhere(call: OperatorCall): Value {
  const [condition, linear, curved] = call.inputs;
  if (
    condition?.kind === 'above' &&
    condition.threshold >= linearFrom &&
    linear?.kind === 'activation' &&
    linear.node === condition.of.node &&
    curved?.kind === 'activation'
  ) {
    const node = call.find(curved);
    if (
      node.kind === 'activation' &&
      node.activation.name === 'softplus' &&
      node.inputs[0] === linear.node
    ) {
      return curved;
    }
  }
  throw new UnsupportedOperator('a choice between tensors has no relevance rule');
}
