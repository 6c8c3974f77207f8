import type {Tensor4D} from '@tensorflow/tfjs-core';
import type {PoolGeometry} from '../../program/program.js';
import {grid, LOWEST} from './pooling.js';
import {cut, interleave, takeEvery} from './spatial.js';
import type {Tfjs} from './tfjs.js';

interface Winner {
  /** Position in the window. */
  readonly row: number;
  readonly column: number;
  /** What the cell at this position gets from every window: [N,Ho,Wo,C]. */
  readonly relevance: Tensor4D;
}

/**
 * Hands r [N,Ho,Wo,C] to the maxima of x's windows, by the positions in the window: one strided look at
 * x tells for all windows at once whether the cell there is the maximum.
 *
 * @param x [N,H,W,C]
 * @param y [N,Ho,Wo,C], the pooled x.
 * @returns [N,H,W,C]; where windows overlap, their shares add up.
 */
export function maxPoolTranspose(
  tf: Tfjs,
  x: Tensor4D,
  y: Tensor4D,
  r: Tensor4D,
  ties: 'first' | 'split',
  geometry: PoolGeometry,
): Tensor4D {
  const isMaximum = maximaByPosition(tf, x, y, geometry).flat();
  const winners = ties === 'first' ? firstOf(tf, isMaximum, r) : sharesOf(tf, isMaximum, r);
  return place(tf, winners, x, geometry);
}

interface Position {
  readonly row: number;
  readonly column: number;
  /** 1 where the cell at this position of the window is its maximum, else 0: [N,Ho,Wo,C]. */
  readonly isMaximum: Tensor4D;
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
    const isMaximum = tf.tidy(() => {
      const cells = takeEvery(tf, cut(tf, x, rectangle, LOWEST), stride);
      return tf.cast(tf.equal(cells, y), 'float32') as Tensor4D;
    });
    return {row, column, isMaximum};
  });
}

function firstOf(tf: Tfjs, positions: readonly Position[], r: Tensor4D): Winner[] {
  // What has not been given away yet: all of r, then nothing once a window's maximum has come.
  let left = r;
  return positions.map(({row, column, isMaximum}) => {
    const relevance = tf.mul<Tensor4D>(isMaximum, left);
    left = tf.mul<Tensor4D>(tf.sub(1, isMaximum), left);
    return {row, column, relevance};
  });
}

function sharesOf(tf: Tfjs, positions: readonly Position[], r: Tensor4D): Winner[] {
  const count = positions
    .map(({isMaximum}) => isMaximum)
    .reduce((sum, isMaximum) => tf.add(sum, isMaximum));
  // A window of padding alone has no winner in x; 1 keeps 0/0 away.
  const share = tf.div(r, tf.maximum(count, 1)) as Tensor4D;
  return positions.map(({row, column, isMaximum}) => ({
    row,
    column,
    relevance: tf.mul<Tensor4D>(isMaximum, share),
  }));
}

/**
 * Adds the winners up where they stand in x. Positions that agree modulo the stride fall on the same
 * coarse grid, so they are added there, and the grids are woven together at the end.
 */
function place(
  tf: Tfjs,
  winners: readonly Winner[],
  x: Tensor4D,
  geometry: PoolGeometry,
): Tensor4D {
  const {kernel, stride, padding} = geometry;
  const [, height, width] = x.shape;
  const [, rows, columns] = (winners[0] as Winner).relevance.shape;
  const coarse = {
    height: rows + Math.floor((kernel[0] - 1) / stride[0]),
    width: columns + Math.floor((kernel[1] - 1) / stride[1]),
  };
  const [batch, , , channels] = x.shape;
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
