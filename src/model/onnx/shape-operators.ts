import {ModelError} from '../../errors/model-error.js';
import {sizeOf} from '../../graph/graph.js';
import {axisOf, integers, listOf} from './constants.js';
import {type BatchPlace, ownAxis, type Placed, placeAfterReshape} from './batch-place.js';
import {lifted, lowered} from './lift.js';
import type {OperatorCall} from './operator-call.js';
import {
  activationAt,
  constantAt,
  fullShape,
  movedActivationAt,
  requiredConstantAt,
  UnsupportedOperator,
} from './operator-call.js';
import type {Activation, Value} from './value.js';

/** `Flatten`. */
export function readFlatten(call: OperatorCall): Value {
  const input = movedActivationAt(call, 0);
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
  const input = movedActivationAt(call, 0);
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
  const input = movedActivationAt(call, 0);
  const shape = fullShape(call, input);
  const gone = squeezedAxes(shape, call);
  const {axis, outer} = input.batch;
  const whole = shape.filter((_, index) => !gone.includes(index));
  if (gone.includes(axis)) return emitReshape(call, input, whole);
  return emitShape(call, input, {
    shape: input.shape.filter((_, own) => !gone.includes(wholeAxis(input.batch, own))),
    batch: {axis: axis - gone.filter(each => each < axis).length, outer},
  });
}

/** The shape after `Squeeze`. */
export function squeezed(shape: readonly number[], call: OperatorCall): readonly number[] {
  const gone = squeezedAxes(shape, call);
  return shape.filter((_, axis) => !gone.includes(axis));
}

function squeezedAxes(shape: readonly number[], call: OperatorCall): readonly number[] {
  const axes = axesOf(call)?.map(axis => axisOf(axis, shape.length, `Squeeze "${call.name}"`));
  if (axes?.some(axis => shape[axis] !== 1)) {
    throw new ModelError(
      'model/bad-shape',
      `Squeeze "${call.name}": axes ${axes.join(', ')} of [${shape.join(',')}] are not all of length 1`,
    );
  }
  return axes ?? shape.flatMap((length, axis) => (length === 1 ? [axis] : []));
}

/** `Unsqueeze`; axes are an attribute before opset 13 and an input after. */
export function readUnsqueeze(call: OperatorCall): Value {
  const input = movedActivationAt(call, 0);
  const before = fullShape(call, input);
  const added = addedAxes(before, call);
  const whole = unsqueezed(before, call);
  const axis = whole.map((_, index) => index).filter(index => !added.has(index))[input.batch.axis]!;
  const batch = {axis, outer: input.batch.outer};
  const isSamples = (index: number): boolean => index === axis && batch.outer === null;
  const lengths = whole.map((length, index) => (index === axis ? length / call.batch : length));
  return emitShape(call, input, {shape: lengths.filter((_, index) => !isSamples(index)), batch});
}

/** The shape after `Unsqueeze`; axes count in the result. */
export function unsqueezed(shape: readonly number[], call: OperatorCall): readonly number[] {
  const added = addedAxes(shape, call);
  const rest = shape.values();
  return Array.from({length: shape.length + (axesOf(call) ?? []).length}, (_, axis) =>
    added.has(axis) ? 1 : (rest.next().value ?? 1),
  );
}

function addedAxes(shape: readonly number[], call: OperatorCall): ReadonlySet<number> {
  const given = axesOf(call) ?? [];
  const rank = shape.length + given.length;
  const axes = new Set(given.map(axis => axisOf(axis, rank, `Unsqueeze "${call.name}"`)));
  if (axes.size < given.length) {
    throw new ModelError(
      'model/bad-attribute',
      `Unsqueeze "${call.name}": axes ${given.join(', ')} name one twice`,
    );
  }
  return axes;
}

function axesOf(call: OperatorCall): readonly number[] | undefined {
  const constant = constantAt(call, 1, 'axes');
  return constant === null ? (call.attributes.integers('axes') ?? undefined) : listOf(constant);
}

/** `Transpose`; the samples may move, their own axes keep the order they get. */
export function readTranspose(call: OperatorCall): Value {
  const input = movedActivationAt(call, 0);
  const {batch} = input;
  const permutation = permutationOf(call, fullShape(call, input).length);
  const own = permutation
    .map(axis => ownAxis(batch, axis))
    .filter((axis): axis is number => axis !== null);
  const moved = {axis: permutation.indexOf(batch.axis), outer: batch.outer};
  if (own.every((axis, position) => axis === position)) {
    return {...input, batch: moved};
  }
  return call.emit(
    {
      kind: 'transpose',
      name: call.name,
      operator: call.operator,
      inputs: [input.node],
      shape: own.map(axis => input.shape[axis]!),
      permutation: own,
    },
    moved,
  );
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
  const shape =
    value?.kind === 'constant' ? value.shape : fullShape(call, movedActivationAt(call, 0));
  const start = call.attributes.integer('start', 0);
  const end = call.attributes.integer('end', shape.length);
  return integers(shape.slice(start, end), call.output);
}

function emitReshape(call: OperatorCall, input: Activation, whole: readonly number[]): Value {
  return emitShape(call, input, placeAfterReshape(input, whole, call.batch));
}

/** Gives each sample another shape; the numbers keep their order. */
export function emitShape(
  call: OperatorCall,
  input: Activation,
  {shape, batch}: Placed,
): Activation {
  if (shape.join() === input.shape.join()) {
    return {...input, batch};
  }
  return call.emit(
    {
      kind: 'reshape',
      name: call.name,
      operator: call.operator,
      inputs: [input.node],
      shape,
    },
    batch,
  );
}

/** The axis of the whole tensor that one of a sample's own is. */
function wholeAxis({axis, outer}: BatchPlace, own: number): number {
  return outer === null && own >= axis ? own + 1 : own;
}
