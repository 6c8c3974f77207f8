import * as tf from '@tensorflow/tfjs-core';
import {convolutions, type Parameter} from './network.js';

/** A batch as the network takes it. */
export interface Batch {
  /** [N,28,28,1] in 0…1. */
  readonly pictures: Float32Array;
  /** [N] */
  readonly labels: readonly number[];
}

export interface Gradients {
  /** Mean cross-entropy of the batch, in nats. */
  readonly loss: number;
  /** One array a parameter, in order. */
  readonly gradients: readonly Float32Array[];
}

interface ConvTrace {
  readonly input: tf.Tensor4D;
  /** After ReLU, before pooling. */
  readonly output: tf.Tensor4D;
  readonly pooled: tf.Tensor4D | null;
}

/** The scores before softmax, [N,10] row by row. */
export function logitsOf(parameters: readonly Parameter[], pictures: Float32Array): Float32Array {
  return tf.tidy(() => {
    const weights = parameters.map(toTensor);
    const {flat} = convolve(weights, pictures);
    const hidden = tf.relu(tf.add(tf.matMul(flat, weights[8] as tf.Tensor2D), weights[9]!));
    return tf.add(tf.matMul(hidden, weights[10] as tf.Tensor2D), weights[11]!).dataSync();
  }) as Float32Array;
}

/**
 * Forward and backward pass. The backward formulas are written out, because the wasm backend has no
 * kernel for the gradient of a convolution's filter or of max pooling.
 *
 * @param dropout [N,64], factors on the hidden dense layer: 0 or 1/(1 − rate).
 */
export function gradientsOf(
  parameters: readonly Parameter[],
  {pictures, labels}: Batch,
  dropout: Float32Array,
): Gradients {
  const tensors = tf.tidy(() => {
    const weights = parameters.map(toTensor);
    const {traces, flat} = convolve(weights, pictures);
    const [w1, b1, w2, b2] = weights.slice(8) as [tf.Tensor2D, tf.Tensor, tf.Tensor2D, tf.Tensor];
    const hidden = tf.relu(tf.add(tf.matMul(flat, w1), b1));
    const mask = tf.tensor2d(dropout, [labels.length, w2.shape[0]]);
    const kept = tf.mul(hidden, mask) as tf.Tensor2D;
    const logits = tf.add(tf.matMul(kept, w2), b2) as tf.Tensor2D;
    const truth = tf.tensor2d(oneHot(labels), [labels.length, 10]);
    const probabilities = tf.softmax(logits);
    const loss = tf.neg(tf.mean(tf.log(tf.sum(tf.mul(probabilities, truth), 1))));

    const gLogits = tf.div(tf.sub(probabilities, truth), labels.length) as tf.Tensor2D;
    const gKept = tf.matMul(gLogits, w2, false, true);
    const gHidden = tf.mul(tf.mul(gKept, mask), tf.step(hidden)) as tf.Tensor2D;
    const gFlat: tf.Tensor2D = tf.matMul(gHidden, w1, false, true);
    return [
      loss,
      ...convolveBack(weights, traces, gFlat),
      tf.matMul(flat, gHidden, true),
      tf.sum(gHidden, 0),
      tf.matMul(kept, gLogits, true),
      tf.sum(gLogits, 0),
    ];
  });
  const [loss, ...gradients] = tensors.map(tensor => tensor.dataSync() as Float32Array);
  tf.dispose(tensors);
  return {loss: loss![0]!, gradients};
}

function toTensor({shape, data}: Parameter): tf.Tensor {
  return tf.tensor(data, [...shape], 'float32');
}

function oneHot(labels: readonly number[]): Float32Array {
  const values = new Float32Array(labels.length * 10);
  labels.forEach((label, row) => {
    values[row * 10 + label] = 1;
  });
  return values;
}

function convolve(
  weights: readonly tf.Tensor[],
  pictures: Float32Array,
): {traces: readonly ConvTrace[]; flat: tf.Tensor2D} {
  let input = tf.tensor4d(pictures, [pictures.length / 784, 28, 28, 1]);
  const traces = convolutions.map(({pool}, layer): ConvTrace => {
    const output = tf.fused.conv2d({
      x: input,
      filter: weights[layer * 2] as tf.Tensor4D,
      strides: 1,
      pad: 'same',
      bias: weights[layer * 2 + 1]!,
      activation: 'relu',
    });
    const pooled = pool ? tf.maxPool(output, 2, 2, 'valid') : null;
    const trace = {input, output, pooled};
    input = pooled ?? output;
    return trace;
  });
  return {traces, flat: tf.reshape(input, [input.shape[0], -1])};
}

function convolveBack(
  weights: readonly tf.Tensor[],
  traces: readonly ConvTrace[],
  gFlat: tf.Tensor2D,
): readonly tf.Tensor[] {
  const gradients: tf.Tensor[] = [];
  let gradient: tf.Tensor = gFlat;
  for (let layer = traces.length - 1; layer >= 0; layer -= 1) {
    const {input, output, pooled} = traces[layer]!;
    const shaped = tf.reshape(gradient, (pooled ?? output).shape) as tf.Tensor4D;
    const gOutput = throughPoolAndRelu(shaped, {input, output, pooled});
    gradients.unshift(filterGradient(input, gOutput), tf.sum(gOutput, [0, 1, 2]));
    if (layer > 0) gradient = inputGradient(weights[layer * 2] as tf.Tensor4D, gOutput);
  }
  return gradients;
}

/** The winner of a window gets its gradient (all winners, where positive values tie), if ReLU let it through. */
function throughPoolAndRelu(gradient: tf.Tensor4D, {output, pooled}: ConvTrace): tf.Tensor4D {
  const open = tf.step(output) as tf.Tensor4D;
  if (pooled === null) return tf.mul(gradient, open);
  const size: [number, number] = [output.shape[1], output.shape[2]];
  const winner = tf.equal(output, tf.image.resizeNearestNeighbor(pooled, size));
  const spread = tf.image.resizeNearestNeighbor(gradient, size);
  return tf.mul(tf.mul(spread, tf.cast(winner, 'float32')), open);
}

/** ∂/∂x of a 3×3 convolution with padding 1: the convolution with the kernel turned by 180° and transposed. */
function inputGradient(weight: tf.Tensor4D, gOutput: tf.Tensor4D): tf.Tensor4D {
  const turned = tf.transpose(tf.reverse(weight, [0, 1]), [0, 1, 3, 2]) as tf.Tensor4D;
  return tf.conv2d(gOutput, turned, 1, 1);
}

/**
 * ∂/∂w: the input convolved with the gradient as its kernel, where samples take the place of
 * channels: [I,H,W,N] ∗ [H,W,N,O] with padding 1 gives [I,3,3,O].
 */
function filterGradient(input: tf.Tensor4D, gOutput: tf.Tensor4D): tf.Tensor4D {
  const pictures = tf.transpose(input, [3, 1, 2, 0]) as tf.Tensor4D;
  const kernel = tf.transpose(gOutput, [1, 2, 0, 3]) as tf.Tensor4D;
  return tf.transpose(tf.conv2d(pictures, kernel, 1, 1), [1, 2, 0, 3]);
}
