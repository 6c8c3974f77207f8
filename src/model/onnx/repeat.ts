import {samePlace} from './batch-place.js';
import {broadcastShape} from './constants.js';
import type {OperatorCall} from './operator-call.js';
import {UnsupportedOperator} from './operator-call.js';
import type {Activation} from './value.js';

/** The most cells one may be repeated to along an axis; each doubling is a node of the graph. */
const mostRepeats = 2 ** 16;

/**
 * Tensors of the network as ONNX broadcasts them to one shape: what has one cell along an axis is joined to itself until
 * it has as many as the others, so that relevance comes back as the sum over all of them.
 *
 * @throws UnsupportedOperator where they do not fit each other.
 */
export function broadcastTogether(
  call: OperatorCall,
  values: readonly Activation[],
): readonly Activation[] {
  const [first] = values;
  const shape = values.reduce<readonly number[] | null>(
    (so, {shape: own}) => (so === null ? null : broadcastShape(so, own)),
    first?.shape ?? [],
  );
  const alike = values.every(
    value => samePlace(value.batch, first!.batch) && value.shape.length === first!.shape.length,
  );
  if (shape === null || !alike) {
    const shapes = values.map(value => `[N,${value.shape.join(',')}]`);
    throw new UnsupportedOperator(`its tensors ${shapes.join(' and ')} do not fit each other`);
  }
  return values.map(value =>
    shape.reduce<Activation>((so, length, axis) => repeated(call, so, axis, length), value),
  );
}

function repeated(call: OperatorCall, value: Activation, axis: number, length: number): Activation {
  let result = value;
  if (length > mostRepeats && value.shape[axis] !== length) {
    throw new UnsupportedOperator(
      `it repeats one cell ${length} times; at most ${mostRepeats} along an axis`,
    );
  }
  while (result.shape[axis]! < length) {
    const has = result.shape[axis]!;
    const more = Math.min(has, length - has);
    const part = more === has ? result : beginning(call, result, axis, more);
    result = call.emit(
      {
        ...{kind: 'concat', name: `${call.name}/repeat`, operator: 'Expand', axis},
        inputs: [result.node, part.node],
        shape: result.shape.map((own, index) => (index === axis ? has + more : own)),
      },
      value.batch,
    );
  }
  return result;
}

function beginning(
  call: OperatorCall,
  value: Activation,
  axis: number,
  length: number,
): Activation {
  return call.emit(
    {
      ...{kind: 'slice', name: `${call.name}/part`, operator: 'Expand', inputs: [value.node]},
      shape: value.shape.map((own, index) => (index === axis ? length : own)),
      begin: value.shape.map(() => 0),
    },
    value.batch,
  );
}
