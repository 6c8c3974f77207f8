import {LrpError} from '../../errors/lrp-error.js';
import {describeShape, sizeOf, type Tensor} from '../../graph/graph.js';

/** Values a layer holds or makes at most; a slip should not fill the memory. */
export const mostValues = 100_000_000;
const deepest = 8;

/** What came, short enough for a message. */
export function describeGiven(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'function') return 'a function';
  return String(value);
}

function refuse(where: string, message: string): never {
  throw new LrpError('network/numbers', `${where}: ${message}`);
}

/** A number that float32 holds. @throws LrpError `network/numbers` */
export function readNumber(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isFinite(Math.fround(value))) return value;
  return refuse(where, `expected a number that is finite in float32, got ${describeGiven(value)}`);
}

function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'shape' in value && 'data' in value;
}

function fromTensor({shape, data}: Tensor, where: string): Tensor {
  const isShape =
    Array.isArray(shape) && shape.every(length => Number.isInteger(length) && length > 0);
  if (!isShape || !(data instanceof Float32Array) || data.length !== sizeOf(shape))
    refuse(where, 'expected a tensor whose data is a Float32Array as long as its shape says');
  const bad = data.findIndex(value => !Number.isFinite(value));
  if (bad >= 0) refuse(where, `value ${bad} is ${data[bad]}`);
  return {shape: [...shape], data: Float32Array.from(data)};
}

function shapeOf(value: unknown, where: string): readonly number[] {
  const shape: number[] = [];
  for (let level = value; Array.isArray(level); level = level[0] as unknown) {
    if (level.length === 0) refuse(where, 'a list without numbers');
    shape.push(level.length);
    if (shape.length > deepest) refuse(where, `lists nested more than ${deepest} deep`);
  }
  if (sizeOf(shape) > mostValues)
    refuse(where, `${describeShape(shape)} are more than ${mostValues} numbers`);
  return shape;
}

/**
 * Numbers in nested lists, or a tensor, as a tensor of its own.
 *
 * @param axes What the axes are: `outputs × inputs`. As many have to be there.
 * @throws LrpError `network/numbers`: ragged lists, other things than numbers, another number of axes.
 */
export function readNumbers(value: unknown, axes: string, where: string): Tensor {
  const rank = axes.split(' × ').length;
  if (!Array.isArray(value) && !isTensor(value))
    refuse(where, `expected numbers [${axes}], got ${describeGiven(value)}`);
  if (isTensor(value)) {
    const tensor = fromTensor(value, where);
    if (tensor.shape.length === rank) return tensor;
    refuse(where, `expected [${axes}], got ${describeShape(tensor.shape)}`);
  }
  const shape = shapeOf(value, where);
  if (shape.length !== rank) refuse(where, `expected [${axes}], got ${describeShape(shape)}`);
  const data = new Float32Array(sizeOf(shape));
  let next = 0;
  const fill = (level: unknown, depth: number, place: string): void => {
    if (depth === rank) {
      data[next++] = readNumber(level, place);
      return;
    }
    if (!Array.isArray(level) || level.length !== shape[depth])
      refuse(
        place,
        `expected a list of ${shape[depth]} as at the beginning, got ${describeGiven(level)}`,
      );
    for (let index = 0; index < level.length; index++)
      fill(level[index], depth + 1, `${place}[${index}]`);
  };
  fill(value, 0, where);
  return {shape, data};
}
