import {ModelError} from '../../errors/model-error.js';
import {sizeOf} from '../../graph/graph.js';
import {axisOf, integers, listOf} from './constants.js';
import {lifted, lowered} from './lift.js';
import type {OperatorCall} from './operator-call.js';
import {
  activationAt,
  constantAt,
  fullShape,
  perSample,
  requiredConstantAt,
  UnsupportedOperator,
} from './operator-call.js';
import type {Activation, Value} from './value.js';

/** `Flatten`. */
export function readFlatten(call: OperatorCall): Value {
  const input = activationAt(call, 0);
  return emitReshape(call, input, flattened(fullShape(call, input), call));
}

/** The shape after `Flatten`: everything before `axis`, everything from it on. */
export function flattened(shape: readonly number[], call: OperatorCall): readonly number[] {
  const given = call.attributes.integer('axis', 1);
  const axis =
    given === shape.length ? given : axisOf(given, shape.length, `Flatten "${call.name}"`);
  return [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis))];
}

/** `Reshape` to a stored or foldable shape that keeps the batch axis first. */
export function readReshape(call: OperatorCall): Value {
  const input = activationAt(call, 0);
  return emitReshape(call, input, reshaped(fullShape(call, input), call));
}

/** The shape after `Reshape`: 0 copies an axis (unless `allowzero`), −1 takes what is left. */
export function reshaped(shape: readonly number[], call: OperatorCall): readonly number[] {
  const target = listOf(requiredConstantAt(call, 1, 'shape'));
  const zero = call.attributes.integer('allowzero', 0) !== 0;
  const lengths = target.map((length, axis) =>
    length === 0 && !zero ? (shape[axis] ?? 0) : length,
  );
  const known = sizeOf(lengths.filter(length => length !== -1));
  const result = lengths.map(length => (length === -1 ? sizeOf(shape) / known : length));
  const free = lengths.filter(length => length === -1).length;
  const whole = result.every(length => Number.isInteger(length) && length >= 0);
  if (free > 1 || sizeOf(result) !== sizeOf(shape) || !whole) {
    const mixes = shape[0] === call.batch && !lengths.includes(call.batch);
    if (mixes && free <= 1) {
      throw new UnsupportedOperator(
        `it brings [N,${shape.slice(1).join(',')}] to [${target.join(',')}], which does not keep the samples apart`,
      );
    }
    throw new ModelError(
      'model/bad-shape',
      `Reshape "${call.name}": [${shape.join(',')}] does not fit into [${target.join(',')}]`,
    );
  }
  return result;
}

/** `Squeeze`; axes are an attribute before opset 13 and an input after. */
export function readSqueeze(call: OperatorCall): Value {
  const input = activationAt(call, 0);
  return emitReshape(call, input, squeezed(fullShape(call, input), call));
}

/** The shape after `Squeeze`. */
export function squeezed(shape: readonly number[], call: OperatorCall): readonly number[] {
  const axes = axesOf(call)?.map(axis => axisOf(axis, shape.length, `Squeeze "${call.name}"`));
  if (axes?.some(axis => shape[axis] !== 1)) {
    throw new ModelError(
      'model/bad-shape',
      `Squeeze "${call.name}": axes ${axes.join(', ')} of [${shape.join(',')}] are not all of length 1`,
    );
  }
  return shape.filter((length, axis) => (axes === undefined ? length !== 1 : !axes.includes(axis)));
}

/** `Unsqueeze`; axes are an attribute before opset 13 and an input after. */
export function readUnsqueeze(call: OperatorCall): Value {
  const input = activationAt(call, 0);
  return emitReshape(call, input, unsqueezed(fullShape(call, input), call));
}

/** The shape after `Unsqueeze`; axes count in the result. */
export function unsqueezed(shape: readonly number[], call: OperatorCall): readonly number[] {
  const given = axesOf(call) ?? [];
  const rank = shape.length + given.length;
  const axes = new Set(given.map(axis => axisOf(axis, rank, `Unsqueeze "${call.name}"`)));
  const rest = shape.values();
  return Array.from({length: rank}, (_, axis) => (axes.has(axis) ? 1 : (rest.next().value ?? 1)));
}

function axesOf(call: OperatorCall): readonly number[] | undefined {
  const constant = constantAt(call, 1, 'axes');
  return constant === null ? (call.attributes.integers('axes') ?? undefined) : listOf(constant);
}

/** `Transpose` of the axes within a sample. */
export function readTranspose(call: OperatorCall): Value {
  const input = activationAt(call, 0);
  const permutation = permutationOf(call, input.shape.length + 1);
  if (permutation[0] !== 0) {
    throw new UnsupportedOperator('it moves the batch axis, which must stay the first');
  }
  const own = permutation.slice(1).map(axis => axis - 1);
  if (own.every((axis, position) => axis === position)) {
    return input;
  }
  return call.emit({
    kind: 'transpose',
    name: call.name,
    operator: call.operator,
    inputs: [input.node],
    shape: own.map(axis => input.shape[axis]!),
    permutation: own,
  });
}

/** The order `Transpose` puts the axes into; reversed where the file says nothing. */
export function permutationOf(call: OperatorCall, rank: number): readonly number[] {
  const permutation =
    call.attributes.integers('perm') ?? Array.from({length: rank}, (_, axis) => rank - 1 - axis);
  if (
    permutation.length !== rank ||
    [...permutation].sort((a, b) => a - b).some((axis, position) => axis !== position)
  ) {
    throw new ModelError(
      'model/bad-attribute',
      `Transpose "${call.name}": perm is [${permutation.join(',')}], expected an order of ${rank} axes`,
    );
  }
  return permutation;
}

/** `Concat` along an axis of the samples. */
export function readConcat(call: OperatorCall): Value {
  const parts = call.inputs.map((_, position) => activationAt(call, position));
  const [first] = parts;
  if (first === undefined) {
    throw new UnsupportedOperator('it joins nothing');
  }
  const rank = first.shape.length + 1;
  const axis = axisOf(call.attributes.integer('axis', 1), rank, `Concat "${call.name}"`) - 1;
  if (axis < 0) {
    throw new UnsupportedOperator('it joins samples along the batch axis');
  }
  const fits = parts.every(
    part =>
      part.shape.length === first.shape.length &&
      part.shape.every((length, index) => index === axis || length === first.shape[index]),
  );
  if (!fits) {
    throw new ModelError(
      'model/bad-shape',
      `Concat "${call.name}": ${parts.map(part => `[${part.shape.join(',')}]`).join(' and ')} cannot be joined along axis ${axis} of a sample`,
    );
  }
  if (parts.length === 1) {
    return first;
  }
  const joined = parts.reduce((sum, part) => sum + part.shape[axis]!, 0);
  return call.emit({
    kind: 'concat',
    name: call.name,
    operator: call.operator,
    inputs: parts.map(part => part.node),
    shape: first.shape.map((length, index) => (index === axis ? joined : length)),
    axis,
  });
}

/** `Pad` with a constant. Pads are attributes before opset 11 and inputs after; `axes` since 18. */
export function readPad(call: OperatorCall): Value {
  const input = activationAt(call, 0);
  const mode = call.attributes.text('mode', 'constant');
  if (mode !== 'constant') {
    throw new UnsupportedOperator(`${mode} padding has no relevance rule`);
  }
  const rank = input.shape.length + 1;
  const early = call.opset < 11;
  const given = early
    ? (call.attributes.integers('pads') ?? [])
    : listOf(requiredConstantAt(call, 1, 'pads'));
  const value = early
    ? call.attributes.float('value', 0)
    : (constantAt(call, 2, 'value')?.data[0] ?? 0);
  const constant = early ? null : constantAt(call, 3, 'axes');
  const axes =
    constant === null
      ? Array.from({length: rank}, (_, axis) => axis)
      : listOf(constant).map(axis => axisOf(axis, rank, `Pad "${call.name}"`));
  if (given.length !== 2 * axes.length) {
    throw new ModelError(
      'model/bad-attribute',
      `Pad "${call.name}": ${given.length} pads for ${axes.length} axes, expected two an axis`,
    );
  }
  const side = (offset: number): number[] =>
    Array.from({length: rank}, (_, axis) => {
      const position = axes.indexOf(axis);
      return position < 0 ? 0 : given[position + offset]!;
    });
  const [before, after] = [side(0), side(axes.length)];
  return emitPad(call, input, {before, after, value});
}

function emitPad(
  call: OperatorCall,
  input: Activation,
  {before, after, value}: {before: readonly number[]; after: readonly number[]; value: number},
): Value {
  if ([...before, ...after].some(cells => cells < 0)) {
    throw new UnsupportedOperator('it cuts cells away (negative pads)');
  }
  if (!Number.isFinite(value)) {
    throw new UnsupportedOperator(`it pads with ${value}`);
  }
  if (before[0] !== 0 || after[0] !== 0) {
    throw new UnsupportedOperator('it pads the batch axis');
  }
  if ([...before, ...after].every(cells => cells === 0)) {
    return input;
  }
  const flat = input.shape.length === 2;
  const lift = flat ? lifted(call, input) : input;
  const own = (cells: readonly number[]): readonly number[] =>
    flat ? [cells[1]!, 0, cells[2]!] : cells.slice(1);
  const padded = call.emit({
    kind: 'pad',
    name: call.name,
    operator: call.operator,
    inputs: [lift.node],
    shape: lift.shape.map((length, axis) => length + own(before)[axis]! + own(after)[axis]!),
    before: own(before),
    after: own(after),
    value,
  });
  return flat ? lowered(call, padded, input) : padded;
}

/** `Shape`: a constant, with the batch axis as the reader counts it. */
export function readShape(call: OperatorCall): Value {
  const value = call.inputs[0];
  const shape = value?.kind === 'constant' ? value.shape : fullShape(call, activationAt(call, 0));
  const start = call.attributes.integer('start', 0);
  const end = call.attributes.integer('end', shape.length);
  return integers(shape.slice(start, end), call.output);
}

function emitReshape(call: OperatorCall, input: Activation, full: readonly number[]): Value {
  const shape = perSample(call, full);
  if (shape.join() === input.shape.join()) {
    return input;
  }
  return call.emit({
    kind: 'reshape',
    name: call.name,
    operator: call.operator,
    inputs: [input.node],
    shape,
  });
}
