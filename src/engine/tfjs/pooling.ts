import type {Tensor4D} from '@tensorflow/tfjs-core';
import type {Pair, Shape} from '../../graph/graph.js';
import type {PoolGeometry} from '../../program/program.js';
import {cut, interleave, spreadApart} from './spatial.js';
import type {Tfjs} from './tfjs.js';

/** What padding holds where a maximum is taken: the lowest float32, which never wins. */
export const LOWEST: number = -3.4028234663852886e38;

function pad(tf: Tfjs, x: Tensor4D, geometry: PoolGeometry, fill: number): Tensor4D {
  const [, height, width] = x.shape;
  const [top, left, bottom, right] = geometry.padding;
  const rectangle = {
    top: -top,
    left: -left,
    height: height + top + bottom,
    width: width + left + right,
  };
  return cut(tf, x, rectangle, fill);
}

function mutable(pair: Pair): [number, number] {
  return [pair[0], pair[1]];
}

/** [N,H,W,C] → [N,Ho,Wo,C]; padding counts as 0. */
export function sumPool(tf: Tfjs, x: Tensor4D, geometry: PoolGeometry): Tensor4D {
  const {kernel, stride} = geometry;
  const mean = tf.avgPool(pad(tf, x, geometry, 0), mutable(kernel), mutable(stride), 'valid');
  return tf.mul(mean, kernel[0] * kernel[1]);
}

/** [N,H,W,C] → [N,Ho,Wo,C]; padding never wins. */
export function maxPool(tf: Tfjs, x: Tensor4D, geometry: PoolGeometry): Tensor4D {
  const {kernel, stride} = geometry;
  return tf.maxPool(pad(tf, x, geometry, LOWEST), mutable(kernel), mutable(stride), 'valid');
}

/**
 * The transpose of `sumPool`: [N,Ho,Wo,C] → [N,H,W,C], every cell gets the sum of the windows over it.
 *
 * @param shape [C,H,W]
 */
export function sumPoolTranspose(
  tf: Tfjs,
  r: Tensor4D,
  geometry: PoolGeometry,
  shape: Shape,
): Tensor4D {
  const {kernel, padding} = geometry;
  const [, height = 1, width = 1] = shape;
  const target = {top: padding[0], left: padding[1], height, width};
  const [, rows, columns] = r.shape;
  // Where there is one window only, its stride does not matter; taken as the kernel, nothing overlaps.
  const stride: Pair = [
    rows === 1 ? Math.max(kernel[0], geometry.stride[0]) : geometry.stride[0],
    columns === 1 ? Math.max(kernel[1], geometry.stride[1]) : geometry.stride[1],
  ];
  if (stride[0] >= kernel[0] && stride[1] >= kernel[1]) {
    const zeros = tf.zerosLike(r);
    const phases = grid(stride, (a, b) => (a < kernel[0] && b < kernel[1] ? r : zeros));
    return cut(tf, interleave(tf, phases), target);
  }
  const padded = cut(tf, spreadApart(tf, r, stride), {
    top: target.top - (kernel[0] - 1),
    left: target.left - (kernel[1] - 1),
    height: height + kernel[0] - 1,
    width: width + kernel[1] - 1,
  });
  return tf.mul(tf.avgPool(padded, mutable(kernel), 1, 'valid'), kernel[0] * kernel[1]);
}

/** Rows a < size[0] of columns b < size[1]. */
export function grid<Cell>(size: Pair, cell: (a: number, b: number) => Cell): Cell[][] {
  return Array.from({length: size[0]}, (_row, a) =>
    Array.from({length: size[1]}, (_column, b) => cell(a, b)),
  );
}
