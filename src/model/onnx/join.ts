import {ModelError} from '../../errors/model-error.js';
import {ownAxis, samePlace} from './batch-place.js';
import {axisOf} from './constants.js';
import type {OperatorCall} from './operator-call.js';
import {fullShape, UnsupportedOperator} from './operator-call.js';
import {emitConstant, firstSample} from './place-constant.js';
import type {Activation, Constant, Value} from './value.js';

/** `Concat` along one of a sample's axes; constants stand beside every sample, as a class token does. */
export function readConcat(call: OperatorCall): Value {
  const beside = call.inputs.find(part => part?.kind === 'activation');
  if (beside?.kind !== 'activation') {
    throw new UnsupportedOperator('it joins nothing');
  }
  const whole = fullShape(call, beside);
  const axis = axisOf(call.attributes.integer('axis', 1), whole.length, `Concat "${call.name}"`);
  const own = ownAxis(beside.batch, axis);
  if (own === null || axis === beside.batch.axis) {
    throw new UnsupportedOperator('it joins samples along the batch axis');
  }
  const parts = call.inputs.map(part => {
    if (part?.kind === 'constant') return constantPart(call, part, beside, own);
    if (part?.kind === 'activation') return part;
    throw new UnsupportedOperator('one of its inputs is missing or no tensor of the network');
  });
  const fits = parts.every(
    part =>
      samePlace(part.batch, beside.batch) &&
      part.shape.length === beside.shape.length &&
      part.shape.every((length, index) => index === own || length === beside.shape[index]),
  );
  if (!fits) {
    throw new ModelError(
      'model/bad-shape',
      `Concat "${call.name}": ${parts.map(part => `[${part.shape.join(',')}]`).join(' and ')} cannot be joined along axis ${own} of a sample`,
    );
  }
  if (parts.length === 1) {
    return beside;
  }
  const joined = parts.reduce((sum, part) => sum + part.shape[own]!, 0);
  return call.emit(
    {
      kind: 'concat',
      name: call.name,
      operator: call.operator,
      inputs: parts.map(part => part.node),
      shape: beside.shape.map((length, index) => (index === own ? joined : length)),
      axis: own,
    },
    beside.batch,
  );
}

function constantPart(
  call: OperatorCall,
  constant: Constant,
  beside: Activation,
  own: number,
): Activation {
  const {axis, outer} = beside.batch;
  if (constant.shape.length !== fullShape(call, beside).length || outer !== null) {
    throw new UnsupportedOperator(
      `its constant "${constant.name}" [${constant.shape.join(',')}] does not fit [N,${beside.shape.join(',')}]`,
    );
  }
  const one = firstSample(constant, axis);
  const shape = one.shape.filter((_, index) => index !== axis);
  const filled = beside.shape.map((length, index) => (index === own ? shape[index]! : length));
  return emitConstant(call, {...one, shape}, filled, beside);
}
