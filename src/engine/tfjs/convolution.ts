import type {Rank, Tensor, Tensor4D} from '@tensorflow/tfjs-core';
import type {Padding, Pair, Shape} from '../../graph/graph.js';
import type {ConvGeometry} from '../../program/program.js';
import {grid} from './pooling.js';
import {cut, interleave, spreadApart, takeEvery} from './spatial.js';
import type {Tfjs} from './tfjs.js';

/** One kernel [kh,kw,I,O] per group, or one depthwise kernel [kh,kw,C,m]. */
export interface Kernels {
  readonly depthwise: boolean;
  /** Turned for the transpose: by 180°, with I and O swapped; depthwise ones as [kh,kw,O,1]. */
  readonly flipped: boolean;
  /** Of the whole kernel. */
  readonly size: Pair;
  /** Where not [1,1], the kernels stand phase by phase, as `phasesOf` lists them. */
  readonly phases: Pair;
  readonly kernels: readonly Tensor4D[];
}

/** True where every input channel has its own outputs, which depthwiseConv2d computes in one go. */
export function isDepthwise(weightShape: readonly number[], groups: number): boolean {
  return groups > 1 && weightShape[1] === 1;
}

function convolve(
  tf: Tfjs,
  x: Tensor4D,
  kernels: Kernels,
  {stride, dilation, padding}: Omit<ConvGeometry, 'groups'>,
): Tensor4D {
  const isDilated = dilation[0] > 1 || dilation[1] > 1;
  const isStrided = stride[0] > 1 || stride[1] > 1;
  if (isDilated && isStrided) {
    // tfjs refuses strides together with dilations.
    return takeEvery(tf, convolve(tf, x, kernels, {stride: [1, 1], dilation, padding}), stride);
  }
  const strides: [number, number] = [stride[0], stride[1]];
  const dilations: [number, number] = [dilation[0], dilation[1]];
  const [first] = kernels.kernels as [Tensor4D, ...Tensor4D[]];
  if (kernels.depthwise) {
    const padded = pad(tf, x, padding);
    return tf.depthwiseConv2d(padded, first, strides, 'valid', 'NHWC', dilations);
  }
  const [top, left, bottom, right] = padding;
  const cells: ExplicitPadding = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
  if (kernels.kernels.length === 1) {
    return tf.conv2d(x, first, strides, cells, 'NHWC', dilations);
  }
  const parts = tf.split(x, kernels.kernels.length, 3);
  const results = kernels.kernels.map((kernel, group) =>
    tf.conv2d(parts[group] as Tensor4D, kernel, strides, cells, 'NHWC', dilations),
  );
  return tf.concat(results, 3);
}

function pad(tf: Tfjs, x: Tensor4D, [top, left, bottom, right]: Padding): Tensor4D {
  const [, height, width] = x.shape;
  const rectangle = {
    top: -top,
    left: -left,
    height: height + top + bottom,
    width: width + left + right,
  };
  return cut(tf, x, rectangle);
}

/** What tfjs wants where the padding is not the same all around. */
type ExplicitPadding = [[0, 0], [number, number], [number, number], [0, 0]];

const unpadded = {stride: [1, 1], padding: [0, 0, 0, 0]} as const;

/** [N,H,W,C] → [N,Ho,Wo,O]; bias [O]. */
export function conv(
  tf: Tfjs,
  x: Tensor4D,
  kernels: Kernels,
  bias: Tensor | null,
  geometry: ConvGeometry,
): Tensor {
  const y = convolve(tf, x, kernels, geometry);
  return bias === null ? y : tf.add(y, bias);
}

/**
 * The transpose of `conv`: [N,Ho,Wo,O] → [N,H,W,C]. With flipped kernels, ordinary convolutions run over x:
 * tf.conv2dTranspose computes the same ten times slower on wasm. It is the faster way on TensorFlow, and
 * takes the kernels as `conv` does.
 *
 * @param shape [C,H,W]; cells that no window reached get 0.
 */
export function convTranspose(
  tf: Tfjs,
  x: Tensor4D,
  kernels: Kernels,
  geometry: ConvGeometry,
  shape: Shape,
): Tensor4D {
  if (!kernels.flipped) {
    return ownTranspose(tf, x, kernels.kernels[0] as Tensor4D, geometry, shape);
  }
  const [channels = 1, height = 1, width = 1] = shape;
  const [kernelHeight, kernelWidth] = kernels.size;
  const [top, left] = geometry.padding;
  if (kernelHeight === 1 && kernelWidth === 1) {
    // One cell makes one cell, so the zeros may come after the multiplication.
    const y = sumMultiples(tf, convolve(tf, x, kernels, {...unpadded, dilation: [1, 1]}), channels);
    return cut(tf, spreadApart(tf, y, geometry.stride), {top, left, height, width});
  }
  if (kernels.phases.some(step => step > 1)) {
    return byPhases(tf, x, kernels, geometry, shape);
  }
  const reachHeight = (kernelHeight - 1) * geometry.dilation[0];
  const reachWidth = (kernelWidth - 1) * geometry.dilation[1];
  const padded = cut(tf, spreadApart(tf, x, geometry.stride), {
    top: top - reachHeight,
    left: left - reachWidth,
    height: height + reachHeight,
    width: width + reachWidth,
  });
  return sumMultiples(
    tf,
    convolve(tf, padded, kernels, {...unpadded, dilation: geometry.dilation}),
    channels,
  );
}

/** The taps of a kernel that meet each row and column modulo the stride; those without any are left out. */
export function phasesOf(size: Pair, stride: Pair): Pair[] {
  return grid(stride, (row, column): Pair => [row, column])
    .flat()
    .filter(([row, column]) => row < size[0] && column < size[1]);
}

/**
 * Cell p of a strided convolution's transpose gets from the taps that equal p modulo the stride. So each
 * phase is a convolution of x with its taps, and the phases are woven together: no tap meets a zero between.
 */
function byPhases(
  tf: Tfjs,
  x: Tensor4D,
  kernels: Kernels,
  {stride, padding: [top, left]}: ConvGeometry,
  [channels = 1, height = 1, width = 1]: Shape,
): Tensor4D {
  const [batch] = x.shape;
  // The rows and columns of x at which the result begins, and how many make it.
  const first: Pair = [Math.floor(top / stride[0]), Math.floor(left / stride[1])];
  const rows = Math.ceil((top + height) / stride[0]) - first[0];
  const columns = Math.ceil((left + width) / stride[1]) - first[1];
  const phases = phasesOf(kernels.size, stride);
  const groups = kernels.kernels.length / phases.length;
  const made = grid(stride, (row, column) => {
    const phase = phases.findIndex(([a, b]) => a === row && b === column);
    if (phase === -1) {
      return tf.zeros<Rank.R4>([batch, rows, columns, channels]);
    }
    const own = kernels.kernels.slice(phase * groups, (phase + 1) * groups);
    const [tapsDown, tapsAcross] = (own[0] as Tensor4D).shape;
    const part = cut(tf, x, {
      top: first[0] - (tapsDown - 1),
      left: first[1] - (tapsAcross - 1),
      height: rows + tapsDown - 1,
      width: columns + tapsAcross - 1,
    });
    const y = convolve(tf, part, {...kernels, kernels: own}, {...unpadded, dilation: [1, 1]});
    return sumMultiples(tf, y, channels);
  });
  return cut(tf, interleave(tf, made), {
    top: top - first[0] * stride[0],
    left: left - first[1] * stride[1],
    height,
    width,
  });
}

function ownTranspose(
  tf: Tfjs,
  x: Tensor4D,
  kernel: Tensor4D,
  {stride, padding}: ConvGeometry,
  [channels = 1, height = 1, width = 1]: Shape,
): Tensor4D {
  const [batch, rows, columns] = x.shape;
  const [kernelHeight, kernelWidth] = kernel.shape;
  const [top, left, bottom, right] = padding;
  const strides: [number, number] = [stride[0], stride[1]];
  const isSame =
    isSamePadding(height, rows, kernelHeight, stride[0], [top, bottom]) &&
    isSamePadding(width, columns, kernelWidth, stride[1], [left, right]);
  if (isSame) {
    return tf.conv2dTranspose(x, kernel, [batch, height, width, channels], strides, 'same');
  }
  const padded = [batch, height + top + bottom, width + left + right, channels];
  const whole = padded as [number, number, number, number];
  return cut(tf, tf.conv2dTranspose(x, kernel, whole, strides, 'valid'), {
    top,
    left,
    height,
    width,
  });
}

/** Whether tfjs's "same" is this padding of a length that leaves `windows` windows. */
export function isSamePadding(
  length: number,
  windows: number,
  kernel: number,
  stride: number,
  [before, after]: readonly [number, number],
): boolean {
  const total = Math.max((windows - 1) * stride + kernel - length, 0);
  return (
    windows === Math.ceil(length / stride) &&
    before === Math.floor(total / 2) &&
    after === total - before
  );
}

/** Adds up the m neighbouring channels that a depthwise layer made of each input channel. */
function sumMultiples(tf: Tfjs, y: Tensor4D, channels: number): Tensor4D {
  const [batch, height, width, outputs] = y.shape;
  if (outputs === channels) {
    return y;
  }
  const grouped = tf.reshape(y, [batch * height * width * channels, outputs / channels]);
  return tf.reshape(tf.sum(grouped, 1), [batch, height, width, channels]);
}
