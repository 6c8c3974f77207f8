import type {Tensor, Tensor4D} from '@tensorflow/tfjs-core';
import type {Pair, Shape} from '../../graph/graph.js';
import type {ConvGeometry} from '../../program/program.js';
import {cut, spreadApart, takeEvery} from './spatial.js';
import type {Tfjs} from './tfjs.js';

/** One kernel [kh,kw,I,O] per group, or one depthwise kernel [kh,kw,C,m]. */
export interface Kernels {
  readonly depthwise: boolean;
  readonly kernels: readonly Tensor4D[];
}

/** True where every input channel has its own outputs, which depthwiseConv2d computes in one go. */
export function isDepthwise(weightShape: readonly number[], groups: number): boolean {
  return groups > 1 && weightShape[1] === 1;
}

function convolve(tf: Tfjs, x: Tensor4D, kernels: Kernels, stride: Pair, dilation: Pair): Tensor4D {
  const isDilated = dilation[0] > 1 || dilation[1] > 1;
  const isStrided = stride[0] > 1 || stride[1] > 1;
  if (isDilated && isStrided) {
    // tfjs refuses strides together with dilations.
    return takeEvery(tf, convolve(tf, x, kernels, [1, 1], dilation), stride);
  }
  const strides: [number, number] = [stride[0], stride[1]];
  const dilations: [number, number] = [dilation[0], dilation[1]];
  const [first] = kernels.kernels as [Tensor4D, ...Tensor4D[]];
  if (kernels.depthwise) {
    return tf.depthwiseConv2d(x, first, strides, 'valid', 'NHWC', dilations);
  }
  if (kernels.kernels.length === 1) {
    return tf.conv2d(x, first, strides, 'valid', 'NHWC', dilations);
  }
  const parts = tf.split(x, kernels.kernels.length, 3);
  const results = kernels.kernels.map((kernel, group) =>
    tf.conv2d(parts[group] as Tensor4D, kernel, strides, 'valid', 'NHWC', dilations),
  );
  return tf.concat(results, 3);
}

/** [N,H,W,C] → [N,Ho,Wo,O]; bias [O]. */
export function conv(
  tf: Tfjs,
  x: Tensor4D,
  kernels: Kernels,
  bias: Tensor | null,
  geometry: ConvGeometry,
): Tensor {
  const [, height, width] = x.shape;
  const [top, left, bottom, right] = geometry.padding;
  const padded = cut(tf, x, {
    top: -top,
    left: -left,
    height: height + top + bottom,
    width: width + left + right,
  });
  const y = convolve(tf, padded, kernels, geometry.stride, geometry.dilation);
  return bias === null ? y : tf.add(y, bias);
}

/**
 * The transpose of `conv`: [N,Ho,Wo,O] → [N,H,W,C]. Zeros go between the rows and columns of x, and an
 * ordinary convolution with the flipped kernels runs over it: tf.conv2dTranspose computes the same
 * ten times slower on wasm.
 *
 * @param kernels Flipped, with I and O swapped; depthwise ones as [kh,kw,O,1].
 * @param shape   [C,H,W]; cells that no window reached get 0.
 */
export function convTranspose(
  tf: Tfjs,
  x: Tensor4D,
  kernels: Kernels,
  geometry: ConvGeometry,
  shape: Shape,
): Tensor4D {
  const [channels = 1, height = 1, width = 1] = shape;
  const [kernelHeight, kernelWidth] = (kernels.kernels[0] as Tensor4D).shape;
  const [top, left] = geometry.padding;
  if (kernelHeight === 1 && kernelWidth === 1) {
    // One cell makes one cell, so the zeros may come after the multiplication.
    const y = sumMultiples(tf, convolve(tf, x, kernels, [1, 1], [1, 1]), channels);
    return cut(tf, spreadApart(tf, y, geometry.stride), {top, left, height, width});
  }
  const reachHeight = (kernelHeight - 1) * geometry.dilation[0];
  const reachWidth = (kernelWidth - 1) * geometry.dilation[1];
  const padded = cut(tf, spreadApart(tf, x, geometry.stride), {
    top: top - reachHeight,
    left: left - reachWidth,
    height: height + reachHeight,
    width: width + reachWidth,
  });
  return sumMultiples(tf, convolve(tf, padded, kernels, [1, 1], geometry.dilation), channels);
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
