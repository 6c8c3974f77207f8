import type {Tensor4D} from '@tensorflow/tfjs-core';
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

/** What `maxPoolTranspose` reads. */
export interface Pooled {
  /** [N,H,W,C] */
  readonly x: Tensor4D;
  /** The pooled x: [N,Ho,Wo,C]. */
  readonly y: Tensor4D;
  /** [N,Ho,Wo,C], or [N·T,Ho,Wo,C]. */
  readonly r: Tensor4D;
  /** T */
  readonly targets: number;
}

/**
 * Hands r to the maxima of x's windows, by the positions in the window: one strided look at
 * x tells for all windows at once whether the cell there is the maximum.
 *
 * @returns As many rows as r has, [N,H,W,C] or [N·T,H,W,C]; where windows overlap, their shares add up.
 */
export function maxPoolTranspose(
  tf: Tfjs,
  {x, y, r, targets}: Pooled,
  ties: 'first' | 'split',
  geometry: PoolGeometry,
): Tensor4D {
  const maxima = maximaByPosition(tf, x, y, geometry).flat();
  const give = (winning: Tensor4D, whole: Tensor4D): Tensor4D =>
    rowByRow(tf, targets, [winning, whole], (left, right) => tf.mul(left, right)) as Tensor4D;
  const whole = ties === 'first' ? r : evenShare(tf, maxima, r, targets);
  const winning = ties === 'first' ? firstOf(tf, maxima) : maxima;
  const winners = winning.map(({row, column, mask}) => ({
    row,
    column,
    relevance: give(mask, whole),
  }));
  return place(tf, winners, x.shape, geometry);
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

/** r divided by how many maxima each window has. */
function evenShare(tf: Tfjs, maxima: readonly Position[], r: Tensor4D, targets: number): Tensor4D {
  const count = maxima.map(({mask}) => mask).reduce((sum, mask) => tf.add(sum, mask));
  // A window of padding alone has no winner in x; 1 keeps 0/0 away.
  const share = rowByRow(tf, targets, [r, tf.maximum(count, 1)], (whole, parts) =>
    tf.div(whole, parts),
  );
  return share as Tensor4D;
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
