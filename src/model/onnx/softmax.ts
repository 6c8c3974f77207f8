import {ownAxis} from './batch-place.js';
import {axisOf} from './constants.js';
import {overLast} from './layer-norm.js';
import type {OperatorCall} from './operator-call.js';
import {fullShape, movedActivationAt, UnsupportedOperator} from './operator-call.js';
import type {Value} from './value.js';

/** `Softmax` and `LogSoftmax` over one of a sample's axes: over the classes as the head, over keys in attention. */
export function readSoftmax(call: OperatorCall): Value {
  const input = movedActivationAt(call, 0);
  const shape = fullShape(call, input);
  const given = call.attributes.integer('axis', call.opset < 13 ? 1 : -1);
  const axis = axisOf(given, shape.length, `${call.operator} "${call.name}"`);
  // Before opset 13 everything from the axis on was one row.
  const joined = call.opset < 13 ? shape.map((_, index) => index).slice(axis) : [axis];
  const own = joined.map(index => ownAxis(input.batch, index)).filter(index => index !== null);
  if (own.length < joined.length || joined.includes(input.batch.axis)) {
    throw new UnsupportedOperator('it runs over the axis of the samples');
  }
  return overLast(call, input, own, from =>
    call.emit(
      {
        kind: 'softmax',
        name: call.name,
        operator: call.operator,
        inputs: [from.node],
        shape: from.shape,
      },
      input.batch,
    ),
  );
}
