import type {Shape} from '../../graph/graph.js';
import type {Rows} from '../../program/program.js';
import type {OnnxWriter} from './onnx-writer.js';

/** A value on its way into a node. */
export interface RowsValue {
  readonly name: string;
  /** Per-sample shape. */
  readonly shape: Shape;
  readonly rows: Rows;
}

/** Whether values of samples meet values of targets, so that each sample's has to count T times. */
export function areMixed(values: readonly RowsValue[], targets: number): boolean {
  return targets > 1 && new Set(values.map(({rows}) => rows)).size > 1;
}

/** Gives a value the axes of sample and target: [N,1,…] of samples, [N,T,…] of targets. No number moves. */
export function splitRows(writer: OnnxWriter, value: RowsValue, targets: number): string {
  const count = value.rows === 'targets' ? targets : 1;
  return writer.node('Reshape', [value.name, writer.ints([-1, count, ...value.shape])]);
}

/** Takes the axes together again: [N,T,…] → [N·T,…]. */
export function joinRows(writer: OnnxWriter, name: string, shape: Shape): string {
  return writer.node('Reshape', [name, writer.ints([-1, ...shape])]);
}

/**
 * What to add to a flat index into all samples [N,…] to make it one into all targets [N·T,…]: int64
 * [N,T,1,…] of the given rank.
 *
 * @param x    A value of samples, for N.
 * @param size Numbers of one sample.
 */
export function emitRowOffsets(
  writer: OnnxWriter,
  x: string,
  targets: number,
  size: number,
  rank: number,
): string {
  const samples = writer.node('Slice', [
    writer.node('Shape', [x]),
    writer.ints([0]),
    writer.ints([1]),
  ]);
  const count = writer.node('Squeeze', [samples]);
  const one = writer.node('Squeeze', [writer.ints([1])]);
  const zero = writer.node('Squeeze', [writer.ints([0])]);
  const ones = new Array<number>(rank - 2).fill(1);
  const range = (end: string, shape: readonly number[]): string =>
    writer.node('Reshape', [writer.node('Range', [zero, end, one]), writer.ints(shape)]);
  const factor = writer.node('Squeeze', [writer.ints([targets])]);
  const rows = range(writer.node('Mul', [count, factor]), [-1, targets, ...ones]);
  const own = range(count, [-1, 1, ...ones]);
  return writer.node('Mul', [writer.node('Sub', [rows, own]), writer.ints([size])]);
}
