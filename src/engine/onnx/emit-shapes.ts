import type {Shape} from '../../graph/graph.js';
import {elementType} from '../../onnx/messages.js';
import type {OnnxWriter} from './onnx-writer.js';

/** Swaps the last two axes of a tensor of a rank, batch axes included. */
export function emitTurned(writer: OnnxWriter, name: string, rank: number): string {
  const order = Array.from({length: rank}, (_, axis) => axis);
  const perm = [...order.slice(0, -2), rank - 1, rank - 2];
  return writer.node('Transpose', [name], {perm: {ints: perm}});
}

/** The mean over the last axis, repeated along it; `shape` is that of a row. */
export function emitRowMean(writer: OnnxWriter, x: string, shape: Shape): string {
  const mean = writer.node('ReduceMean', [x], {axes: {ints: [shape.length]}, keepdims: {int: 1}});
  return writer.node('Expand', [mean, writer.node('Shape', [x])]);
}

/** A constant as a row of `shape`, as many of them as `like` has. */
export function emitRepeat(
  writer: OnnxWriter,
  constant: string,
  like: string,
  shape: Shape,
): string {
  const from = [writer.node('Shape', [like]), writer.ints([0]), writer.ints([1])];
  const whole = [writer.node('Slice', from), writer.ints(shape)];
  return writer.node('Expand', [constant, writer.node('Concat', whole, {axis: {int: 0}})]);
}

/** 1 at the class with the highest score of each row, else 0. */
export function emitTopClass(writer: OnnxWriter, scores: string, shape: Shape): string {
  const best = writer.node('ArgMax', [scores], {axis: {int: 1}});
  const classes = writer.ints(Array.from({length: shape[0]!}, (_, index) => index));
  return writer.node('Cast', [writer.node('Equal', [classes, best])], {
    to: {int: elementType.float},
  });
}

/** One value around each row. */
export function emitPad(
  writer: OnnxWriter,
  x: string,
  {
    before,
    after,
    value,
  }: {
    readonly before: readonly number[];
    readonly after: readonly number[];
    readonly value: number;
  },
): string {
  return writer.node('Pad', [x, writer.ints([0, ...before, 0, ...after]), writer.scalar(value)]);
}

/** The part of each row that begins at `begin` and has `shape`. */
export function emitSlice(
  writer: OnnxWriter,
  x: string,
  begin: readonly number[],
  shape: Shape,
): string {
  const ends = begin.map((from, axis) => from + shape[axis]!);
  const axes = begin.map((_, axis) => axis + 1);
  return writer.node('Slice', [x, writer.ints(begin), writer.ints(ends), writer.ints(axes)]);
}
