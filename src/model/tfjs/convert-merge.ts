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
  const values = alikeOrAligned(call);
  const node = call.builder.add({
    kind: 'add',
    name: call.name,
    operator: call.operator,
    inputs: values.map(value => value.node),
    shape: nodeShapeOf(values[0]!),
  });
  return {...values[0]!, node};
}

/** Multiply: the product of two or more values; one may have length 1 along axes that others have more on. */
export function convertMultiply(call: LayerCall): Value {
  const {order: own, shape: whole} = call.inputs[0]!;
  const all = identityOrder(whole);
  const [first, ...rest] = alikeOrAligned(call, all.every(axis => own.includes(axis)) ? own : all);
  return rest.reduce((product, factor) => {
    const fits = product.shape.every((length, axis) => {
      const other = factor.shape[axis];
      return other === length || other === 1 || length === 1;
    });
    if (!fits || product.shape.length !== factor.shape.length) {
      throw new Unsupported(
        `it multiplies ${describeShape(product.shape)} and ${describeShape(factor.shape)}; only factors of one shape, or of length 1, are known`,
      );
    }
    const shape = product.shape.map((length, axis) => Math.max(length, factor.shape[axis]!));
    const values = [product, factor].map(value => repeatTo(call, value, shape));
    const node = call.builder.add({
      ...{kind: 'multiply', name: call.name, operator: call.operator},
      inputs: values.map(value => value.node),
      shape: nodeShapeOf(values[0]!),
    });
    return {...values[0]!, node};
  }, first!);
}

/** Joins a value to itself along axes of length 1 until it has the shape; relevance comes back as the sum. */
function repeatTo(call: LayerCall, value: Value, shape: readonly number[]): Value {
  let result = value;
  for (const [axis, length] of shape.entries()) {
    while (result.shape[axis]! < length) {
      const has = result.shape[axis]!;
      const more = Math.min(has, length - has);
      const own = result.order.indexOf(axis);
      const resized = (to: number): Value => ({
        ...result,
        shape: result.shape.map((each, index) => (index === axis ? to : each)),
      });
      const part = resized(more);
      const node =
        more === has
          ? result.node
          : call.builder.add({
              ...{kind: 'slice', name: `${call.name}/part`, operator: call.operator},
              ...{inputs: [result.node], shape: nodeShapeOf(part), begin: part.order.map(() => 0)},
            });
      const longer = resized(has + more);
      const joined = call.builder.add({
        ...{kind: 'concat', name: `${call.name}/repeat`, operator: call.operator, axis: own},
        ...{inputs: [result.node, node], shape: nodeShapeOf(longer)},
      });
      result = {...longer, node: joined};
    }
  }
  return result;
}

/** All inputs with their axes in one order, the first one's where nothing else is said. */
function alikeOrAligned(
  call: LayerCall,
  order: readonly number[] = call.inputs[0]!.order,
): readonly Value[] {
  const [first] = call.inputs;
  const alike = call.inputs.every(
    value =>
      isSameList(value.order, first!.order) &&
      JSON.stringify(value.flattened) === JSON.stringify(first!.flattened),
  );
  return alike && isSameList(first!.order, order) ? call.inputs : aligned(call, order);
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
