import {axisOf, checkedSize, listOf, pick, stridesOf} from './constants.js';
import type {OperatorCall} from './operator-call.js';
import {UnsupportedOperator} from './operator-call.js';
import type {Constant} from './value.js';

/** `Gather`. Null where the indices are missing. */
export function gather(
  call: OperatorCall,
  data: Constant,
  indices: Constant | null,
): Constant | null {
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

/** What `Slice` takes: where it begins along every axis, in which steps, and how much is left. */
export interface SliceBounds {
  readonly begin: readonly number[];
  readonly step: readonly number[];
  readonly shape: readonly number[];
}

/** The bounds of `Slice` on a tensor of a shape, forwards and backwards. Null where they are missing. */
export function sliceBounds(
  call: OperatorCall,
  whole: readonly number[],
  inputs: readonly (Constant | null)[],
): SliceBounds | null {
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
  const begin = whole.map(() => 0);
  const step = whole.map(() => 1);
  const shape = [...whole];
  axes.forEach((given, position) => {
    const axis = axisOf(given, whole.length, `Slice "${call.name}"`);
    const length = whole[axis]!;
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
  return {begin, step, shape};
}

/** `Slice`, forwards and backwards. Null where its bounds are missing. */
export function slice(
  call: OperatorCall,
  data: Constant,
  inputs: readonly (Constant | null)[],
): Constant | null {
  const bounds = sliceBounds(call, data.shape, inputs);
  if (bounds === null) return null;
  const {begin, step, shape} = bounds;
  const strides = stridesOf(data.shape);
  return pick(data, shape, call.output, index =>
    index.reduce(
      (sum, along, axis) => sum + (begin[axis]! + along * step[axis]!) * strides[axis]!,
      0,
    ),
  );
}

/** `Concat`. Null where a part is missing. */
export function concat(call: OperatorCall, inputs: readonly (Constant | null)[]): Constant | null {
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
