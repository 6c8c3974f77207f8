import type {Tensor} from '@tensorflow/tfjs-core';
import {expandTo} from './layout.js';
import type {Tfjs} from './tfjs.js';

/** The numbers of a tensor [N,…], row by row. */
interface Numbers {
  readonly rows: number;
  /** How many there are to a row; a row stands for its repetition where others have more. */
  readonly period: number;
  readonly data: Float32Array;
}

function numbersOf(x: Tensor): Numbers {
  const [rows = 1] = x.shape;
  return {rows, period: x.size / rows, data: x.dataSync<'float32'>()};
}

/**
 * Σx over each row of x [N,…], added in float64: tfjs adds one after the other in float32, which would
 * drown the remainders a ledger looks for.
 */
export function sums(x: Tensor): number[] {
  const {rows, period, data} = numbersOf(x);
  return Array.from({length: rows}, (_unused, row) => {
    let sum = 0;
    for (let index = row * period; index < (row + 1) * period; index++) {
      sum += data[index]!;
    }
    return sum;
  });
}

/** Mean of x² over each row of x [N,…], in float64. */
export function meanSquares(x: Tensor): number[] {
  const {rows, period, data} = numbersOf(x);
  return Array.from({length: rows}, (_unused, row) => {
    let sum = 0;
    for (let index = row * period; index < (row + 1) * period; index++) {
      sum += data[index]! * data[index]!;
    }
    return sum / period;
  });
}

/**
 * Σa·b over each row, multiplied and added in float64. Both of one rank, rows first. The row of a sample
 * meets those of all its T targets; what has one row only, as constants have, meets all.
 */
export function dots(tf: Tfjs, a: Tensor, b: Tensor, targets: number): number[] {
  const [left, right] = alike(tf, a, b).map(numbersOf) as [Numbers, Numbers];
  const rows = Math.max(left.rows, right.rows);
  const size = Math.max(left.period, right.period);
  const startIn = (numbers: Numbers, row: number): number => {
    const own = numbers.rows === rows ? row : numbers.rows === 1 ? 0 : Math.floor(row / targets);
    return own * numbers.period;
  };
  return Array.from({length: rows}, (_unused, row) => {
    const [ours, theirs] = [startIn(left, row), startIn(right, row)];
    let sum = 0;
    for (let index = 0; index < size; index++) {
      sum +=
        left.data[ours + (index % left.period)]! * right.data[theirs + (index % right.period)]!;
    }
    return sum;
  });
}

/** Expands two tensors to one shape of a row, but for what repeats its numbers as a whole. */
function alike(tf: Tfjs, a: Tensor, b: Tensor): Tensor[] {
  const [ours, theirs] = [a.shape.slice(1), b.shape.slice(1)];
  const shape = tf.broadcast_util.assertAndGetBroadcastShape(ours, theirs);
  return [a, b].map(x =>
    repeats(x.shape.slice(1), shape) ? x : expandTo(tf, x, [x.shape[0] ?? 1, ...shape]),
  );
}

/** True where broadcasting `small` to `large` repeats its numbers as a whole, as [1,1,C] does. */
function repeats(small: readonly number[], large: readonly number[]): boolean {
  const from = small.findIndex(length => length !== 1);
  return from === -1 || small.slice(from).every((length, axis) => length === large[from + axis]);
}
