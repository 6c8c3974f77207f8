import type {Tensor, Tensor4D} from '@tensorflow/tfjs-core';
import type {PoolGeometry} from '../../program/program.js';
import {grid, LOWEST} from './pooling.js';
import {rowByRow} from './row-by-row.js';
import {cut, interleave, takeEvery} from './spatial.js';
import type {Tfjs} from './tfjs.js';

interface Winner {
  /** Position in the window. */
  readonly row: number;
  readonly column: number;
  /** What the cell at this position gets from every window: [N,Ho,Wo,C] or [N·T,Ho,Wo,C]. */
  readonly relevance: Tensor4D;
}

/** Which cells of a pooled x have the maxima of their windows; depends on x alone, not on what they get. */
export interface Maxima {
  readonly positions: readonly Position[];
  /** How many maxima share what their window hands on, or null where one takes all: [N,Ho,Wo,C]. */
  readonly sharers: Tensor4D | null;
  readonly xShape: Tensor4D['shape'];
}

/** The tensors that maxima hold. */
export function tensorsOf({positions, sharers}: Maxima): Tensor[] {
  return [...positions.map(({mask}) => mask), ...(sharers === null ? [] : [sharers])];
}

/**
 * Finds the maxima of x's windows, by the positions in the window: one strided look at x tells for all
 * windows at once whether the cell there is the maximum.
 *
 * @param x [N,H,W,C]
 * @param y The pooled x: [N,Ho,Wo,C].
 */
export function findMaxima(
  tf: Tfjs,
  x: Tensor4D,
  y: Tensor4D,
  ties: 'first' | 'split',
  geometry: PoolGeometry,
): Maxima {
  const all = maximaByPosition(tf, x, y, geometry).flat();
  return ties === 'first'
    ? {positions: firstOf(tf, all), sharers: null, xShape: x.shape}
    : {positions: all, sharers: countOf(tf, all), xShape: x.shape};
}

/**
 * Hands r [N,Ho,Wo,C] or [N·T,Ho,Wo,C] to the maxima.
 *
 * @param targets T
 * @returns       As many rows as r has, [N,H,W,C] or [N·T,H,W,C]; where windows overlap, their shares add up.
 */
export function giveToMaxima(
  tf: Tfjs,
  {positions, sharers, xShape}: Maxima,
  r: Tensor4D,
  targets: number,
  geometry: PoolGeometry,
): Tensor4D {
  const whole =
    sharers === null
      ? r
      : rowByRow(tf, targets, [r, sharers], (given, count) => tf.div(given, count));
  const winners = positions.map(({row, column, mask}) => {
    const share = rowByRow(tf, targets, [mask, whole], (left, right) => tf.mul(left, right));
    return {row, column, relevance: share as Tensor4D};
  });
  return place(tf, winners, xShape, geometry);
}

interface Position {
  readonly row: number;
  readonly column: number;
  /** 1 where the cell at this position of the window gets a share, else 0: [N,Ho,Wo,C]. */
  readonly mask: Tensor4D;
}

function maximaByPosition(
  tf: Tfjs,
  x: Tensor4D,
  y: Tensor4D,
  geometry: PoolGeometry,
): Position[][] {
  const {kernel, stride, padding} = geometry;
  const [, rows, columns] = y.shape;
  return grid(kernel, (row, column) => {
    const rectangle = {
      top: row - padding[0],
      left: column - padding[1],
      height: (rows - 1) * stride[0] + 1,
      width: (columns - 1) * stride[1] + 1,
    };
    const mask = tf.tidy(() => {
      const cells = takeEvery(tf, cut(tf, x, rectangle, LOWEST), stride);
      return tf.cast(tf.equal(cells, y), 'float32') as Tensor4D;
    });
    return {row, column, mask};
  });
}

/** Of the maxima of every window, the first alone. */
function firstOf(tf: Tfjs, maxima: readonly Position[]): Position[] {
  // 1 where no maximum has come yet.
  let open: Tensor4D | null = null;
  return maxima.map(({row, column, mask}) => {
    const first: Tensor4D = open === null ? mask : tf.mul<Tensor4D>(mask, open);
    open = open === null ? tf.sub<Tensor4D>(1, mask) : tf.sub<Tensor4D>(open, first);
    return {row, column, mask: first};
  });
}

/** How many maxima each window has. A window of padding alone has none in x; 1 keeps 0/0 away. */
function countOf(tf: Tfjs, maxima: readonly Position[]): Tensor4D {
  const count = maxima.map(({mask}) => mask).reduce((sum, mask) => tf.add(sum, mask));
  return tf.maximum(count, 1);
}

/**
 * Adds the winners up where they stand in x. Positions that agree modulo the stride fall on the same
 * coarse grid, so they are added there, and the grids are woven together at the end.
 */
function place(
  tf: Tfjs,
  winners: readonly Winner[],
  xShape: Tensor4D['shape'],
  geometry: PoolGeometry,
): Tensor4D {
  const {kernel, stride, padding} = geometry;
  const [, height, width, channels] = xShape;
  const [batch, rows, columns] = (winners[0] as Winner).relevance.shape;
  const coarse = {
    height: rows + Math.floor((kernel[0] - 1) / stride[0]),
    width: columns + Math.floor((kernel[1] - 1) / stride[1]),
  };
  const zeros = (): Tensor4D => tf.zeros([batch, coarse.height, coarse.width, channels]);
  const phases = grid(stride, (a, b) =>
    winners
      .filter(({row, column}) => row % stride[0] === a && column % stride[1] === b)
      .map(({row, column, relevance}) =>
        cut(tf, relevance, {
          top: -Math.floor(row / stride[0]),
          left: -Math.floor(column / stride[1]),
          ...coarse,
        }),
      )
      .reduce<Tensor4D | null>(
        (sum, part) => (sum === null ? part : tf.add<Tensor4D>(sum, part)),
        null,
      ),
  );
  const filled = phases.map(row => row.map(phase => phase ?? zeros()));
  return cut(tf, interleave(tf, filled), {top: padding[0], left: padding[1], height, width});
}
