import type {TensorProto} from '../../onnx/onnx_pb.js';
import {arithmetic, functions} from './constant-arithmetic.js';
import {concat, gather, slice} from './constant-parts.js';
import {broadcastShape, checkedSize, expand, integers, listOf, transpose} from './constants.js';
import type {OperatorCall} from './operator-call.js';
import {freeBatch, UnsupportedOperator} from './operator-call.js';
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
    case 'Where':
      return where(call, first, inputs);
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

/**
 * `Expand`. Along a batch axis of free length the constant keeps its one cell, which stands for every sample.
 */
function expandTo(call: OperatorCall, first: Constant, target: Constant | null): Constant | null {
  const lengths = target === null ? null : listOf(target);
  const wanted = lengths?.map(length => (length === freeBatch ? 1 : length));
  const shape = wanted === undefined ? null : broadcastShape(first.shape, wanted);
  return shape === null ? null : expand(first, shape, call.output);
}

function where(
  call: OperatorCall,
  condition: Constant,
  inputs: readonly (Constant | null)[],
): Constant | null {
  const [yes, no] = [inputs[1] ?? null, inputs[2] ?? null];
  const both = yes === null || no === null ? null : broadcastShape(yes.shape, no.shape);
  const shape = both === null ? null : broadcastShape(condition.shape, both);
  if (yes === null || no === null || shape === null) return null;
  const name = call.output;
  const [chosen, a, b] = [condition, yes, no].map(each => expand(each, shape, name).data);
  const data = Float64Array.from(chosen!, (value, index) => (value !== 0 ? a : b)![index]!);
  return {kind: 'constant', name, type: yes.type, shape, data};
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
