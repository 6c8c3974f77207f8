import {describeShape} from '../../graph/graph.js';
import type {LayerCall} from './layer-call.js';
import {Unsupported} from './layer-call.js';
import type {Value} from './value.js';
import {identityOrder, isSameList, nodeShapeOf} from './value.js';

/** Add: the sum of two or more values of one shape. */
export function convertAdd(call: LayerCall): Value {
  const [first, ...rest] = call.inputs;
  for (const {shape} of rest) {
    if (!isSameList(shape, first!.shape)) {
      throw new Unsupported(
        `it adds ${describeShape(first!.shape)} and ${describeShape(shape)}; only summands of one shape are known`,
      );
    }
  }
  if (rest.length === 0) return first!;
  const alike = call.inputs.every(
    ({order, flattened}) =>
      isSameList(order, first!.order) &&
      JSON.stringify(flattened) === JSON.stringify(first!.flattened),
  );
  const values = alike ? call.inputs : aligned(call, first!.order);
  const node = call.builder.add({
    kind: 'add',
    name: call.name,
    operator: call.operator,
    inputs: values.map(value => value.node),
    shape: nodeShapeOf(values[0]!),
  });
  return {...values[0]!, node};
}

/** Concatenate along `axis` (with the batch axis counted; −1 is the last). */
export function convertConcatenate(call: LayerCall): Value {
  const [first, ...rest] = call.inputs;
  const rank = first!.shape.length;
  const setting = call.config.raw('axis') ?? -1;
  const axis = Number.isInteger(setting)
    ? (setting as number) < 0
      ? rank + (setting as number)
      : (setting as number) - 1
    : -1;
  if (axis < 0 || axis >= rank) throw call.config.fail('axis', `1…${rank}, or −1 for the last`);
  for (const {shape} of rest) {
    if (shape.length !== rank || shape.some((n, k) => k !== axis && n !== first!.shape[k])) {
      throw call.config.fail(
        'input',
        `tensors that differ in axis ${axis + 1} only; ${describeShape(first!.shape)} and ${describeShape(shape)} do not fit`,
      );
    }
  }
  if (rest.length === 0) return first!;
  const whole = identityOrder(first!.shape).every(each => first!.order.includes(each));
  const channelsFirst = [rank - 1, ...identityOrder(first!.shape).slice(0, -1)];
  const values = aligned(call, whole ? first!.order : channelsFirst);
  const shape = first!.shape.map((length, each) =>
    each === axis ? call.inputs.reduce((sum, value) => sum + value.shape[axis]!, 0) : length,
  );
  const result = {...values[0]!, shape};
  const node = call.builder.add({
    kind: 'concat',
    name: call.name,
    operator: call.operator,
    inputs: values.map(value => value.node),
    shape: nodeShapeOf(result),
    axis: result.order.indexOf(axis),
  });
  return {...result, node};
}

/** All inputs in one order of axes, none of them flattened in an order of its own. */
function aligned(call: LayerCall, order: readonly number[]): readonly Value[] {
  return call.inputs.map(value =>
    call.builder.arrange(
      value.flattened === null ? value : call.builder.settle(value, call),
      order,
      call,
    ),
  );
}
