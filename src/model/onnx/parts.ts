import {ModelError} from '../../errors/model-error.js';
import {ownAxis} from './batch-place.js';
import {sliceBounds} from './constant-parts.js';
import {axisOf, listOf} from './constants.js';
import type {OperatorCall} from './operator-call.js';
import {
  constantAt,
  fullShape,
  movedActivationAt,
  requiredConstantAt,
  UnsupportedOperator,
} from './operator-call.js';
import {emitShape} from './shape-operators.js';
import type {Activation, Value} from './value.js';

/** What is cut out of one axis of the whole tensor. */
interface Cut {
  readonly axis: number;
  readonly begin: number;
  readonly length: number;
}

/** A part of each sample; the axis of the samples can only be left whole. */
function emitCut(
  call: OperatorCall,
  input: Activation,
  {axis, begin, length}: Cut,
  suffix = '',
): Activation {
  const own = ownAxis(input.batch, axis);
  const whole = fullShape(call, input)[axis]!;
  if (begin === 0 && length === whole) return input;
  if (own === null || axis === input.batch.axis) {
    throw new UnsupportedOperator('it takes some of the samples');
  }
  return call.emit(
    {
      kind: 'slice',
      name: `${call.name}${suffix}`,
      operator: call.operator,
      inputs: [input.node],
      shape: input.shape.map((each, index) => (index === own ? length : each)),
      begin: input.shape.map((_, index) => (index === own ? begin : 0)),
    },
    input.batch,
  );
}

/** `Slice` in steps of one. */
export function readSlice(call: OperatorCall): Value {
  const input = movedActivationAt(call, 0);
  const given = ['data', 'starts', 'ends', 'axes', 'steps'].map((what, position) =>
    position === 0 ? null : constantAt(call, position, what),
  );
  const bounds = sliceBounds(call, fullShape(call, input), given);
  if (bounds === null) throw new UnsupportedOperator('its starts and ends are missing');
  const {begin, step, shape} = bounds;
  if (step.some(each => each !== 1)) {
    throw new UnsupportedOperator(`it takes steps of ${step.find(each => each !== 1)}; expected 1`);
  }
  return shape.reduce<Activation>(
    (value, length, axis) =>
      emitCut(call, value, {axis, begin: begin[axis]!, length}, axis === 0 ? '' : `/${axis}`),
    input,
  );
}

/** `Split` along one of a sample's axes: into parts of the lengths given, or as equal as they can be. */
export function readSplit(call: OperatorCall, outputs: number): readonly Value[] {
  const input = movedActivationAt(call, 0);
  const whole = fullShape(call, input);
  const axis = axisOf(call.attributes.integer('axis', 0), whole.length, `Split "${call.name}"`);
  const length = whole[axis]!;
  const given = constantAt(call, 1, 'split');
  const even = Math.ceil(length / outputs);
  const lengths =
    (given === null ? call.attributes.integers('split') : listOf(given)) ??
    Array.from({length: outputs}, (_, part) => Math.min(even, length - part * even));
  const fits = lengths.length === outputs && lengths.every(each => each > 0);
  if (!fits || lengths.reduce((sum, each) => sum + each, 0) !== length) {
    throw new ModelError(
      'model/bad-shape',
      `Split "${call.name}": parts of ${lengths.join(', ')} for ${outputs} outputs do not make up the ${length} of axis ${axis}`,
    );
  }
  let begin = 0;
  return lengths.map((each, part) => {
    const cut = emitCut(call, input, {axis, begin, length: each}, `/${part}`);
    begin += each;
    return cut;
  });
}

/** `Gather` of one position, or of neighbours in their order: the class token, a head, queries. */
export function readGather(call: OperatorCall): Value {
  const input = movedActivationAt(call, 0);
  const indices = requiredConstantAt(call, 1, 'indices');
  const whole = fullShape(call, input);
  const where = `Gather "${call.name}"`;
  const axis = axisOf(call.attributes.integer('axis', 0), whole.length, where);
  const picked = listOf(indices).map(index => axisOf(index, whole[axis]!, where));
  const [begin] = picked;
  const follow = picked.every((index, position) => index === picked[0]! + position);
  if (begin === undefined || indices.shape.length > 1 || !follow) {
    throw new UnsupportedOperator('it takes positions that are no neighbours in order');
  }
  const cut = emitCut(call, input, {axis, begin, length: picked.length}, '/part');
  if (indices.shape.length === 1) return cut;
  const own = ownAxis(cut.batch, axis);
  if (own === null) throw new UnsupportedOperator('it takes one of the samples');
  return emitShape(call, cut, {
    shape: cut.shape.filter((_, index) => index !== own),
    batch: {...cut.batch, axis: cut.batch.axis - (axis < cut.batch.axis ? 1 : 0)},
  });
}
