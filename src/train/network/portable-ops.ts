import type {Tensor, Tensor1D, Tensor4D} from '@tensorflow/tfjs-core';
import {convTranspose} from '../../engine/tfjs/convolution.js';
import {findMaxima, giveToMaxima} from '../../engine/tfjs/max-pool-transpose.js';
import {maxPool, sumPoolTranspose} from '../../engine/tfjs/pooling.js';
import type {Tfjs} from '../../engine/tfjs/tfjs.js';
import type {TrainingOps, Window} from './training-ops.js';

const pictureAxes = [0, 1, 2];

/**
 * Training composed of what every backend of tfjs computes forward: wasm has no kernel for the gradient of a
 * convolution's kernel or of max pooling.
 */
export function portableOps(tf: Tfjs): TrainingOps {
  return {
    conv: (x, kernel, window) =>
      tf.conv2d(x, kernel, pair(window.stride), cells(window), 'NHWC', [1, 1]),
    convInputGradient(dy, kernel, [, height, width, channels], window) {
      const flipped = tf.transpose(tf.reverse(kernel, [0, 1]), [0, 1, 3, 2]);
      const kernels = {
        depthwise: false,
        flipped: true,
        size: window.kernel,
        phases: [1, 1] as const,
        kernels: [flipped],
      };
      const geometry = {...window, dilation: [1, 1] as const, groups: 1};
      return convTranspose(tf, dy, kernels, geometry, [channels, height, width]);
    },
    convKernelGradient: (x, dy, window) => kernelGradient(tf, x, dy, window),
    maxPool: (x, window) => maxPool(tf, x, window),
    maxPoolGradient: (dy, x, y, window) =>
      giveToMaxima(tf, findMaxima(tf, x, y, 'first', window), dy, 1, window),
    avgPool: (x, {kernel, stride}) => tf.avgPool(x, pair(kernel), pair(stride), 'valid'),
    avgPoolGradient(dy, [, height, width, channels], window) {
      const share = tf.div<Tensor4D>(dy, window.kernel[0] * window.kernel[1]);
      return sumPoolTranspose(tf, share, window, [channels, height, width]);
    },
    norm(x, gamma, beta, epsilon) {
      const {mean, variance} = tf.moments(x, pictureAxes);
      const scale = tf.div(gamma, tf.sqrt(tf.add(variance, epsilon)));
      const y = tf.add<Tensor4D>(tf.mul(tf.sub(x, mean), scale), beta);
      return {y, mean: mean as Tensor1D, variance: variance as Tensor1D, saved: []};
    },
    // Ioffe & Szegedy 2015, §3: with x̂ = (x − μ)/σ, ∂x = γ/σ·(∂y − mean(∂y) − x̂·mean(∂y·x̂)).
    normGradient(dy, x, gamma, {mean, variance}, epsilon) {
      const deviation = tf.sqrt(tf.add(variance, epsilon));
      const normed = tf.div(tf.sub(x, mean), deviation);
      const beta = tf.sum<Tensor1D>(dy, pictureAxes);
      const gammaGradient = tf.sum<Tensor1D>(tf.mul(dy, normed), pictureAxes);
      const count = x.size / gamma.size;
      const centred = tf.sub(dy, tf.div(beta, count));
      const inner = tf.sub(centred, tf.mul(normed, tf.div(gammaGradient, count)));
      return {x: tf.mul<Tensor4D>(inner, tf.div(gamma, deviation)), gamma: gammaGradient, beta};
    },
    reluGradient: (dy, y) => tf.mul<Tensor>(dy, tf.step(y)),
  };
}

/**
 * The gradient of a convolution's kernel as a convolution: x with channels as samples [I,H,W,N], dy as a kernel
 * [Ho,Wo,N,O] whose taps lie as far apart as the stride is wide.
 */
function kernelGradient(tf: Tfjs, x: Tensor4D, dy: Tensor4D, window: Window): Tensor4D {
  const {kernel, stride, padding} = window;
  const [top, left] = padding;
  const [, height, width] = x.shape;
  const [, rows, columns] = dy.shape;
  // Cells that no window reached, at the bottom and the right, have no part in it.
  const reached = [
    (rows - 1) * stride[0] + kernel[0] - top,
    (columns - 1) * stride[1] + kernel[1] - left,
  ] as const;
  const within = tf.slice(
    x,
    [0, 0, 0, 0],
    [-1, Math.min(reached[0], height), Math.min(reached[1], width), -1],
  );
  const pad: [[0, 0], [number, number], [number, number], [0, 0]] = [
    [0, 0],
    [top, Math.max(reached[0] - height, 0)],
    [left, Math.max(reached[1] - width, 0)],
    [0, 0],
  ];
  const samples = tf.transpose(within, [3, 1, 2, 0]);
  const taps = tf.transpose(dy, [1, 2, 0, 3]);
  const made = tf.conv2d(samples, taps, 1, pad, 'NHWC', [stride[0], stride[1]]);
  return tf.transpose(made, [1, 2, 0, 3]);
}

function pair([down, across]: Window['stride']): [number, number] {
  return [down, across];
}

function cells({
  padding: [top, left, bottom, right],
}: Window): [[0, 0], [number, number], [number, number], [0, 0]] {
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}
