import type {TensorProto} from '../../onnx/onnx_pb.js';
import {arithmetic, functions} from './constant-arithmetic.js';
import {
  axisOf,
  broadcastShape,
  checkedSize,
  expand,
  integers,
  listOf,
  pick,
  stridesOf,
  transpose,
} from './constants.js';
import type {OperatorCall} from './operator-call.js';
import {UnsupportedOperator} from './operator-call.js';
import {flattened, permutationOf, reshaped, squeezed, unsqueezed} from './shape-operators.js';
import type {Constant} from './value.js';

/**
 * Works out a node all of whose inputs are constants: the arithmetic exporters leave around shapes,
 * axes and weights. Null where the operator is not one of those known here.
 *
 * @param readTensor Reads a tensor held in an attribute.
 */
export function foldConstants(
  call: OperatorCall,
  inputs: readonly (Constant | null)[],
  readTensor: (proto: TensorProto, name: string) => Constant,
): Constant | null {
  const name = call.output;
  const first = inputs[0] ?? null;
  if (call.operator === 'Constant') {
    return constantNode(call, readTensor);
  }
  if (first === null) {
    return null;
  }
  const calculate = arithmetic(call.operator);
  if (calculate !== null && inputs.length === 2) {
    return combine(call, first, inputs[1] ?? null, calculate);
  }
  const apply = functions(call.operator);
  if (apply !== null) {
    checkedSize(first.shape, name);
    return {...first, name, data: Float64Array.from(first.data, apply)};
  }
  const shaped = (shape: readonly number[]): Constant => ({...first, name: first.name, shape});
  switch (call.operator) {
    case 'Identity':
    case 'Dropout':
      return first;
    case 'Cast':
      return cast(first, call.attributes.integer('to', 1), name);
    case 'Reshape':
      return shaped(reshaped(first.shape, call));
    case 'Flatten':
      return shaped(flattened(first.shape, call));
    case 'Squeeze':
      return shaped(squeezed(first.shape, call));
    case 'Unsqueeze':
      return shaped(unsqueezed(first.shape, call));
    case 'Transpose':
      return {...transpose(first, permutationOf(call, first.shape.length), name), name: first.name};
    case 'Size':
      return {...integers([first.data.length], name), shape: []};
    case 'Gather':
      return gather(call, first, inputs[1] ?? null);
    case 'Slice':
      return slice(call, first, inputs);
    case 'Concat':
      return concat(call, inputs);
    case 'Expand':
      return expandTo(call, first, inputs[1] ?? null);
    case 'ConstantOfShape':
      return constantOfShape(call, first, readTensor);
    case 'Range':
      return range(call, inputs);
    case 'ReduceProd':
      return reduceProduct(call, first);
    default:
      return null;
  }
}

function constantNode(
  call: OperatorCall,
  readTensor: (proto: TensorProto, name: string) => Constant,
): Constant {
  const name = call.output;
  const {attributes} = call;
  const tensor = attributes.tensor('value');
  if (tensor !== null) {
    return readTensor(tensor, name);
  }
  const float = (values: readonly number[], shape: readonly number[]): Constant => ({
    kind: 'constant',
    name,
    type: 'float',
    shape,
    data: Float32Array.from(values),
  });
  if (attributes.has('value_float')) {
    return float([attributes.float('value_float', 0)], []);
  }
  if (attributes.has('value_int')) {
    return {...integers([attributes.integer('value_int', 0)], name), shape: []};
  }
  const floats = attributes.floats('value_floats');
  if (floats !== null) {
    return float(floats, [floats.length]);
  }
  const ints = attributes.integers('value_ints');
  if (ints !== null) {
    return integers(ints, name);
  }
  throw new UnsupportedOperator('it holds neither a tensor nor numbers');
}

function combine(
  call: OperatorCall,
  left: Constant,
  right: Constant | null,
  calculate: (a: number, b: number, whole: boolean) => number,
): Constant {
  const shape = right === null ? null : broadcastShape(left.shape, right.shape);
  if (right === null || shape === null) {
    throw new UnsupportedOperator('its two constants do not fit each other');
  }
  const name = call.output;
  const size = checkedSize(shape, name);
  const a = expand(left, shape, name);
  const b = expand(right, shape, name);
  const data = new Float64Array(size);
  const whole = left.type !== 'float' && right.type !== 'float';
  for (let index = 0; index < size; index++) {
    data[index] = calculate(a.data[index]!, b.data[index]!, whole);
  }
  const type = ['Equal', 'Greater', 'Less'].includes(call.operator) ? 'boolean' : left.type;
  return {kind: 'constant', name, type, shape, data};
}

function cast(first: Constant, to: number, name: string): Constant {
  switch (to) {
    case 1:
    case 10:
    case 11:
      return {...first, name: first.name, type: 'float'};
    case 9:
      return {
        ...first,
        name,
        type: 'boolean',
        data: Float64Array.from(first.data, value => Number(value !== 0)),
      };
    default:
      return {...first, name, type: 'integer', data: Float64Array.from(first.data, Math.trunc)};
  }
}

function gather(call: OperatorCall, data: Constant, indices: Constant | null): Constant | null {
  if (indices === null) {
    return null;
  }
  const where = `Gather "${call.name}"`;
  const axis = axisOf(call.attributes.integer('axis', 0), data.shape.length, where);
  const length = data.shape[axis]!;
  const picked = Array.from(indices.data, index => axisOf(index, length, where));
  const rank = indices.shape.length;
  const shape = [...data.shape.slice(0, axis), ...indices.shape, ...data.shape.slice(axis + 1)];
  const strides = stridesOf(data.shape);
  const own = stridesOf(indices.shape);
  return pick(data, shape, call.output, index => {
    const at = own.reduce((sum, stride, position) => sum + stride * index[axis + position]!, 0);
    return data.shape.reduce((sum, _, position) => {
      const along =
        position < axis
          ? index[position]!
          : position === axis
            ? picked[at]!
            : index[position + rank - 1]!;
      return sum + along * strides[position]!;
    }, 0);
  });
}

function slice(
  call: OperatorCall,
  data: Constant,
  inputs: readonly (Constant | null)[],
): Constant | null {
  const given = (position: number, attribute: string): readonly number[] | null => {
    const input = inputs[position] ?? null;
    return input === null ? call.attributes.integers(attribute) : listOf(input);
  };
  const starts = given(1, 'starts');
  const ends = given(2, 'ends');
  if (starts === null || ends === null || starts.length !== ends.length) {
    return null;
  }
  const axes = given(3, 'axes') ?? starts.map((_, axis) => axis);
  const steps = given(4, 'steps') ?? starts.map(() => 1);
  const begin = data.shape.map(() => 0);
  const step = data.shape.map(() => 1);
  const shape = [...data.shape];
  axes.forEach((given, position) => {
    const axis = axisOf(given, data.shape.length, `Slice "${call.name}"`);
    const length = data.shape[axis]!;
    const stride = steps[position] ?? 1;
    if (!Number.isInteger(stride) || stride === 0) {
      throw new UnsupportedOperator(`it slices in steps of ${stride}`);
    }
    // Backwards, a slice may begin at the last number and end before the first.
    const [least, most] = stride > 0 ? [0, length] : [-1, length - 1];
    const clamp = (value: number): number =>
      Math.min(most, Math.max(least, value < 0 ? value + length : value));
    begin[axis] = clamp(starts[position]!);
    step[axis] = stride;
    shape[axis] = Math.max(0, Math.ceil((clamp(ends[position]!) - begin[axis]!) / stride));
  });
  const strides = stridesOf(data.shape);
  return pick(data, shape, call.output, index =>
    index.reduce(
      (sum, along, axis) => sum + (begin[axis]! + along * step[axis]!) * strides[axis]!,
      0,
    ),
  );
}

function concat(call: OperatorCall, inputs: readonly (Constant | null)[]): Constant | null {
  const parts = inputs.filter(part => part !== null);
  const [first] = parts;
  if (first === undefined || parts.length !== inputs.length) {
    return null;
  }
  const axis = axisOf(
    call.attributes.integer('axis', 0),
    first.shape.length,
    `Concat "${call.name}"`,
  );
  const fits = parts.every(
    part =>
      part.shape.length === first.shape.length &&
      part.shape.every((length, index) => index === axis || length === first.shape[index]),
  );
  if (!fits) {
    throw new UnsupportedOperator('its constants do not fit each other');
  }
  const shape = first.shape.map((length, index) =>
    index === axis ? parts.reduce((sum, part) => sum + part.shape[axis]!, 0) : length,
  );
  const data = new Float64Array(checkedSize(shape, call.output));
  const inner = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
  const outer = shape.slice(0, axis).reduce((product, length) => product * length, 1);
  let position = 0;
  for (let row = 0; row < outer; row++) {
    for (const part of parts) {
      const run = part.shape[axis]! * inner;
      data.set(part.data.subarray(row * run, (row + 1) * run), position);
      position += run;
    }
  }
  return {kind: 'constant', name: call.output, type: first.type, shape, data};
}

function expandTo(call: OperatorCall, first: Constant, target: Constant | null): Constant | null {
  const shape = target === null ? null : broadcastShape(first.shape, listOf(target));
  return shape === null ? null : expand(first, shape, call.output);
}

function constantOfShape(
  call: OperatorCall,
  first: Constant,
  readTensor: (proto: TensorProto, name: string) => Constant,
): Constant {
  const shape = listOf(first);
  const proto = call.attributes.tensor('value');
  const filled = proto === null ? null : readTensor(proto, call.output);
  const size = checkedSize(shape, call.output);
  const data = new Float64Array(size).fill(filled?.data[0] ?? 0);
  return {kind: 'constant', name: call.output, type: filled?.type ?? 'float', shape, data};
}

function range(call: OperatorCall, inputs: readonly (Constant | null)[]): Constant | null {
  const [start, limit, delta] = inputs.map(input => input?.data[0]);
  if (start === undefined || limit === undefined || delta === undefined) {
    return null;
  }
  const length = Math.max(0, Math.ceil((limit - start) / delta));
  const data = new Float64Array(checkedSize([length], call.output));
  for (let index = 0; index < length; index++) {
    data[index] = start + index * delta;
  }
  return {kind: 'constant', name: call.output, type: inputs[0]!.type, shape: [length], data};
}

function reduceProduct(call: OperatorCall, first: Constant): Constant | null {
  if (first.shape.length !== 1) {
    return null;
  }
  const keep = call.attributes.integer('keepdims', 1) !== 0;
  const product = listOf(first).reduce((so, value) => so * value, 1);
  return {...integers([product], call.output), type: first.type, shape: keep ? [1] : []};
}
