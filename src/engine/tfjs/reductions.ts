import type {Tensor} from '@tensorflow/tfjs-core';
import {dotOf, type Span, sumOf} from './exact-sums.js';
import {expandTo} from './layout.js';
import type {Tfjs} from './tfjs.js';

/**
 * Sums over rows, added in float64 from numbers that are read from the backend: tfjs adds one after the other in
 * float32, which would drown the remainders a ledger looks for.
 */
export interface Reduction {
  /** [N,…] each; they belong to the caller's tidy and may be values of the program. */
  readonly reads: readonly Tensor[];
  /** @param numbers Those of `reads`, in their order. */
  readonly finish: (numbers: readonly Float32Array[]) => Float64Array;
}

/** Σx over each row of x [N,…]. */
export function sums(x: Tensor): Reduction {
  const [rows = 1] = x.shape;
  const period = x.size / rows;
  return {
    reads: [x],
    finish: numbers => {
      const [data] = numbers as [Float32Array];
      return Float64Array.from({length: rows}, (_unused, row) =>
        sumOf({data, start: row * period, length: period}),
      );
    },
  };
}

/**
 * Σa·b over each row, multiplied in float64 too. Both of one rank, rows first. The row of a sample meets
 * those of all its T targets; what has one row only, as constants have, meets all.
 */
export function dots(tf: Tfjs, a: Tensor, b: Tensor, targets: number): Reduction {
  const reads = alike(tf, a, b);
  const [left, right] = reads.map(rowsOf) as [Rows, Rows];
  const rows = Math.max(left.count, right.count);
  const spanOf = (data: Float32Array, {count, period}: Rows, row: number): Span => {
    const own = count === rows ? row : count === 1 ? 0 : Math.floor(row / targets);
    return {data, start: own * period, length: period};
  };
  return {
    reads,
    finish: numbers => {
      const [ours, theirs] = numbers as [Float32Array, Float32Array];
      return Float64Array.from({length: rows}, (_unused, row) =>
        dotOf(spanOf(ours, left, row), spanOf(theirs, right, row)),
      );
    },
  };
}

/** How the numbers of a tensor [N,…] lie. */
interface Rows {
  readonly count: number;
  /** How many numbers there are to a row; they repeat where another tensor has more. */
  readonly period: number;
}

function rowsOf(x: Tensor): Rows {
  const [count = 1] = x.shape;
  return {count, period: x.size / count};
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
