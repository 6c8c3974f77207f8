import type {Shape} from '../../graph/graph.js';
import {describeShape, sizeOf} from '../../graph/graph.js';
import {axesOf, imageOf, kerasShape} from './image.js';
import type {LayerCall} from './layer-call.js';
import {addLike, Unsupported} from './layer-call.js';
import type {Value} from './value.js';
import {identityOrder, isSameList, longAxes, nodeShapeOf} from './value.js';

/**
 * Flatten. The numbers stay where they stand; the value remembers Keras' order for the next dense
 * layer or norm. A `channels_first` image is flattened as if its channels were last, as Keras does.
 */
export function convertFlatten(call: LayerCall): Value {
  const input = call.inputs[0]!;
  const rank = input.shape.length;
  const first =
    call.config.choice('data_format', ['channels_last', 'channels_first'], 'channels_last') ===
    'channels_first';
  const dims = identityOrder(input.shape);
  return flatten(call, first && rank > 1 ? permute(input, [...dims.slice(1), 0]) : input);
}

function flatten(call: LayerCall, value: Value): Value {
  if (value.shape.length === 1) return value;
  const shape = [sizeOf(value.shape)];
  const own = isSameList(longAxes(value), longAxes({...value, order: identityOrder(value.shape)}));
  const flat = {node: value.node, shape, order: [0], flattened: null};
  const result = isSameList(nodeShapeOf(value), shape)
    ? flat
    : addLike(call, flat, {kind: 'reshape'});
  return own ? result : {...result, flattened: {shape: value.shape, order: value.order}};
}

/** Permute: only the reading of the axes changes. `dims` counts from 1 without the batch axis. */
export function convertPermute(call: LayerCall): Value {
  const input = call.inputs[0]!;
  const rank = input.shape.length;
  const dims = call.config.counts('dims', rank, null);
  if (new Set(dims).size !== rank || dims.some(dim => dim > rank)) {
    throw call.config.fail('dims', `a permutation of 1…${rank}`);
  }
  return permute(
    input,
    dims.map(dim => dim - 1),
  );
}

function permute(value: Value, axes: readonly number[]): Value {
  return {
    ...value,
    shape: axes.map(axis => value.shape[axis]!),
    order: value.order.map(axis => (axis < 0 ? -1 : axes.indexOf(axis))),
  };
}

/** Reshape to `target_shape`, where one length may be −1. */
export function convertReshape(call: LayerCall): Value {
  const input = call.inputs[0]!;
  const shape = targetShape(call, input.shape);
  if (isSameList(shape, input.shape)) return input;
  if (shape.length === 1) return flatten(call, input);
  const settled = call.builder.settle(input, call);
  const result = {node: settled.node, shape, order: identityOrder(shape), flattened: null};
  return isSameList(nodeShapeOf(settled), shape)
    ? result
    : addLike(call, result, {kind: 'reshape'});
}

function targetShape(call: LayerCall, from: Shape): Shape {
  const target = call.config.raw('target_shape');
  if (
    !Array.isArray(target) ||
    !target.every(each => Number.isSafeInteger(each) || each === null)
  ) {
    throw call.config.fail('target_shape', 'a list of whole numbers');
  }
  const open = target.filter(each => each === null || each < 0).length;
  const known = target.reduce((size, each) => (each === null || each < 0 ? size : size * each), 1);
  const shape = target.map(each => (each === null || each < 0 ? sizeOf(from) / known : each));
  if (open > 1 || sizeOf(shape) !== sizeOf(from) || !shape.every(Number.isInteger)) {
    throw call.config.fail(
      'target_shape',
      `a shape of as many numbers as the input ${describeShape(from)}`,
    );
  }
  return shape;
}

/** ZeroPadding1D, ZeroPadding2D. */
export function convertZeroPadding(call: LayerCall): Value {
  const image = imageOf(call);
  const sides = paddingOf(call);
  const [top, bottom] = image.axes === 1 ? [0, 0] : sides[0]!;
  const [left, right] = sides[sides.length - 1]!;
  return addLike(
    call,
    image.value,
    {kind: 'pad', before: [0, top, left], after: [0, bottom, right], value: 0},
    {
      shape: kerasShape(image, image.channels, [
        image.size[0] + top + bottom,
        image.size[1] + left + right,
      ]),
    },
  );
}

/** `padding` as [before, after] of every spatial axis: one number, one an axis, or one a side. */
function paddingOf(call: LayerCall): readonly (readonly [number, number])[] {
  const axes = axesOf(call);
  const value = call.config.raw('padding') ?? 1;
  const isCells = (each: unknown): each is number =>
    Number.isSafeInteger(each) && (each as number) >= 0 && (each as number) < 2 ** 20;
  const isSides = (each: unknown): each is [number, number] =>
    Array.isArray(each) && each.length === 2 && each.every(isCells);
  if (isCells(value)) return Array.from({length: axes}, () => [value, value] as const);
  if (axes === 1 && isSides(value)) return [value];
  if (Array.isArray(value) && value.length === axes) {
    if (value.every(isSides)) return value;
    if (value.every(isCells)) return value.map(each => [each, each] as const);
  }
  throw call.config.fail('padding', 'whole numbers from 0: one, one an axis or one a side');
}

/** Layers that do nothing in prediction: dropout, noise, augmentation. */
export function convertNothing(call: LayerCall): Value {
  const input = call.inputs[0];
  if (input === undefined) throw new Unsupported('it reads nothing');
  return input;
}
