import {type Padding, type Pair, sizeOf} from '../../graph/graph.js';
import {windowCounts} from '../../graph/shapes.js';
import {ownAxis, samePlace, samplesFirst} from './batch-place.js';
import {axisOf, listOf} from './constants.js';
import {turn} from './layer-norm.js';
import {lifted, lowered} from './lift.js';
import type {OperatorCall} from './operator-call.js';
import {
  activationAt,
  constantAt,
  fullShape,
  movedActivationAt,
  UnsupportedOperator,
} from './operator-call.js';
import type {Activation, Value} from './value.js';
import {windowOf} from './window.js';

/** `MaxPool`: overlapping, padded, `ceil_mode`; no dilation. */
export function readMaxPool(call: OperatorCall): Value {
  return readPool(call, (input, window) => ({
    kind: 'maxpool',
    name: call.name,
    operator: call.operator,
    inputs: [input.node],
    shape: [input.shape[0]!, ...window.output],
    kernel: window.kernel,
    stride: window.stride,
    padding: window.reached,
  }));
}

/** `AveragePool`; what `ceil_mode` adds at the end never counts, padding does with `count_include_pad`. */
export function readAveragePool(call: OperatorCall): Value {
  const counted = call.attributes.integer('count_include_pad', 0) !== 0;
  return readPool(call, (input, window) => ({
    kind: 'avgpool',
    name: call.name,
    operator: call.operator,
    inputs: [input.node],
    shape: [input.shape[0]!, ...window.output],
    kernel: window.kernel,
    stride: window.stride,
    padding: window.reached,
    counts: windowCounts(
      [input.shape[1]!, input.shape[2]!],
      window.output,
      {...window, padding: window.reached},
      counted ? window.padding : [0, 0, 0, 0],
    ),
  }));
}

interface PoolWindow {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
  /** The padding that makes every window whole, no more. */
  readonly reached: Padding;
  readonly output: Pair;
}

function readPool(
  call: OperatorCall,
  nodeFor: (input: Activation, window: PoolWindow) => Parameters<OperatorCall['emit']>[0],
): Value {
  const input = activationAt(call, 0);
  const lift = lifted(call, input);
  const kernel = call.attributes.integers('kernel_shape') ?? [];
  if (kernel.length !== input.shape.length - 1) {
    throw new UnsupportedOperator(
      `its kernel_shape has ${kernel.length} axes, its input ${input.shape.length - 1}`,
    );
  }
  const size: Pair = [lift.shape[1]!, lift.shape[2]!];
  const window = windowOf(call, size, kernel);
  if (window.dilation.some(step => step !== 1)) {
    throw new UnsupportedOperator('dilated pooling has no relevance rule');
  }
  const end = (axis: 0 | 1): number =>
    Math.max(
      0,
      (window.output[axis] - 1) * window.stride[axis] +
        window.kernel[axis] -
        size[axis] -
        window.padding[axis],
    );
  const reached: Padding = [window.padding[0], window.padding[1], end(0), end(1)];
  checkWindows(size, {...window, padding: reached});
  return lowered(call, call.emit(nodeFor(lift, {...window, reached})), input);
}

/** Refuses windows that hold nothing but padding, whose maximum and mean mean nothing. */
function checkWindows(size: Pair, window: Omit<PoolWindow, 'reached'>): void {
  const cells = windowCounts(size, window.output, window, [0, 0, 0, 0]);
  if (cells.data.includes(0)) {
    throw new UnsupportedOperator(
      `some of its windows of ${window.kernel.join('×')} hold nothing but padding`,
    );
  }
}

/** `GlobalAveragePool`. */
export function readGlobalAveragePool(call: OperatorCall): Value {
  return emitGlobal(call, 'avgpool', activationAt(call, 0), null, true);
}

/** `GlobalMaxPool`. */
export function readGlobalMaxPool(call: OperatorCall): Value {
  return emitGlobal(call, 'maxpool', activationAt(call, 0), null, true);
}

/** `ReduceMean` over spatial axes, as `x.mean([2, 3])` is exported. */
export function readReduceMean(call: OperatorCall): Value {
  return readReduce(call, 'avgpool');
}

/** `ReduceMax` over spatial axes. */
export function readReduceMax(call: OperatorCall): Value {
  return readReduce(call, 'maxpool');
}

function readReduce(call: OperatorCall, kind: 'avgpool' | 'maxpool'): Value {
  const input = movedActivationAt(call, 0);
  const given = constantAt(call, 1, 'axes');
  const axes = given === null ? call.attributes.integers('axes') : listOf(given);
  const keep = call.attributes.integer('keepdims', 1) !== 0;
  if (axes === null || axes.length === 0) {
    if (call.attributes.integer('noop_with_empty_axes', 0) !== 0) {
      return input;
    }
    throw new UnsupportedOperator('it reduces over the batch axis too');
  }
  const rank = fullShape(call, input).length;
  const positive = axes.map(axis => axisOf(axis, rank, `${call.operator} "${call.name}"`));
  if (positive.includes(input.batch.axis)) {
    throw new UnsupportedOperator('it reduces over the samples');
  }
  const spatial = samePlace(input.batch, samplesFirst) && [3, 4].includes(rank);
  return spatial && positive.every(axis => axis >= 2)
    ? emitGlobal(call, kind, input, positive, keep)
    : emitOverAxes(call, kind, input, {axes: [...new Set(positive)].sort((a, b) => a - b), keep});
}

/** Pools over whole axes (of the tensor with its batch; null for all spatial ones), keeping them as 1 or not. */
function emitGlobal(
  call: OperatorCall,
  kind: 'avgpool' | 'maxpool',
  input: Activation,
  axes: readonly number[] | null,
  keep: boolean,
): Value {
  const lift = lifted(call, input);
  const size: Pair = [lift.shape[1]!, lift.shape[2]!];
  // Axis 2 of [N,C,L] is the second of the two spatial axes once lifted.
  const spatial = axes?.map(axis => axis - 2 + (3 - input.shape.length)) ?? [0, 1];
  const kernel: Pair = [spatial.includes(0) ? size[0] : 1, spatial.includes(1) ? size[1] : 1];
  const output: Pair = [size[0] / kernel[0], size[1] / kernel[1]];
  const common = {
    name: call.name,
    operator: call.operator,
    inputs: [lift.node],
    shape: [lift.shape[0]!, ...output],
    kernel,
    stride: kernel,
    padding: [0, 0, 0, 0] as const,
  };
  const cells = kernel[0] * kernel[1];
  const pooled =
    kind === 'maxpool'
      ? call.emit({kind, ...common})
      : call.emit({
          kind,
          ...common,
          counts: {shape: output, data: new Float32Array(output[0] * output[1]).fill(cells)},
        });
  if (keep) {
    return lowered(call, pooled, input);
  }
  const shape = input.shape.filter((_, axis) => !(axes ?? []).includes(axis + 1));
  return call.emit({
    kind: 'reshape',
    name: `${call.name}/squeeze`,
    operator: 'Squeeze',
    inputs: [pooled.node],
    shape,
  });
}

/** Pools over any of a sample's axes: they are brought behind the others, as one row of a picture for each cell. */
function emitOverAxes(
  call: OperatorCall,
  kind: 'avgpool' | 'maxpool',
  input: Activation,
  {axes, keep}: {readonly axes: readonly number[]; readonly keep: boolean},
): Value {
  const {batch} = input;
  const gone = axes.map(axis => ownAxis(batch, axis)!);
  const rest = input.shape.map((_, axis) => axis).filter(axis => !gone.includes(axis));
  const turned = turn(call, input, [...rest, ...gone], '/front');
  const cells = sizeOf(gone.map(axis => input.shape[axis]!));
  const rows = sizeOf(rest.map(axis => input.shape[axis]!));
  const lifted = call.emit({
    kind: 'reshape',
    name: `${call.name}/lift`,
    operator: 'Reshape',
    inputs: [turned.node],
    shape: [rows, 1, cells],
  });
  const common = {
    ...{name: call.name, operator: call.operator, inputs: [lifted.node], shape: [rows, 1, 1]},
    ...{kernel: [1, cells] as const, stride: [1, cells] as const, padding: [0, 0, 0, 0] as const},
  };
  const counts = {shape: [1, 1], data: Float32Array.of(cells)};
  const pooled = call.emit(kind === 'maxpool' ? {kind, ...common} : {kind, ...common, counts});
  const before = axes.filter(axis => axis < batch.axis).length;
  return call.emit(
    {
      kind: 'reshape',
      name: `${call.name}/squeeze`,
      operator: 'Squeeze',
      inputs: [pooled.node],
      shape: input.shape.flatMap((length, axis) => {
        if (gone.includes(axis)) return keep ? [1] : [];
        return [length];
      }),
    },
    keep ? batch : {...batch, axis: batch.axis - before},
  );
}
