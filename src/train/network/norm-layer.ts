import type {Tensor, Tensor1D, Tensor4D} from '@tensorflow/tfjs-core';
import type {Tfjs} from '../../engine/tfjs/tfjs.js';
import type {StackNorm} from '../../model/stack/stack.js';
import {Parameter} from './parameter.js';
import type {TrainingLayer} from './training-layer.js';
import type {TrainingOps} from './training-ops.js';

export interface NormLayerOptions {
  /** Share of a moving average that stays at a step; Keras' default is 0.99. */
  readonly momentum: number;
  /** [C], added to the output of the layer before it, which leaves it out; null where there is none. */
  readonly bias: Float32Array | null;
}

/**
 * A batch norm over the last axis of [N,H,W,C] or [N,F]: by the batch's own statistics while training, which the
 * moving averages follow at each step (Keras' semantics; σ² divided by N·H·W), by these while predicting.
 */
export function normLayer(
  tf: Tfjs,
  ops: TrainingOps,
  layer: StackNorm,
  {momentum, bias}: NormLayerOptions,
): TrainingLayer {
  const shape = layer.gamma.shape;
  const parameter = (what: string, data: Float32Array): Parameter =>
    new Parameter(tf, `${layer.name}.${what}`, {shape, data: data.slice(), decays: false});
  const gamma = parameter('gamma', layer.gamma.data);
  const beta = parameter('beta', layer.beta.data);
  const mean = layer.mean.data.map((value, c) => value - (bias?.[c] ?? 0));
  const variance = layer.variance.data.slice();
  return {
    name: layer.name,
    parameters: [gamma, beta],
    statistics: [
      {name: `${layer.name}.mean`, data: mean},
      {name: `${layer.name}.variance`, data: variance},
    ],
    reads: {x: true, y: false},
    forward(x, pass) {
      if (pass.kind === 'predict') {
        const scale = gamma.data.map((g, c) => g / Math.sqrt(variance[c]! + layer.epsilon));
        const shift = beta.data.map((b, c) => b - mean[c]! * scale[c]!);
        return {y: tf.add(tf.mul(x, tf.tensor1d(scale)), tf.tensor1d(shift)), saved: []};
      }
      const made = ops.norm(asPictures(tf, x), gamma.tensor(), beta.tensor(), layer.epsilon);
      follow(mean, made.mean.dataSync(), momentum);
      follow(variance, made.variance.dataSync(), momentum);
      const saved = [made.mean, made.variance, ...made.saved];
      return {y: tf.reshape(made.y, x.shape), saved};
    },
    backward(dy, {x, saved: [batchMean, batchVariance, ...saved]}) {
      const normed = {mean: batchMean as Tensor1D, variance: batchVariance as Tensor1D, saved};
      const [dyPictures, pictures] = [asPictures(tf, dy), asPictures(tf, x)];
      const found = ops.normGradient(dyPictures, pictures, gamma.tensor(), normed, layer.epsilon);
      return {dx: tf.reshape(found.x, x.shape), gradients: [found.gamma, found.beta]};
    },
    toStack: () => ({
      ...layer,
      gamma: {shape, data: gamma.data.slice()},
      beta: {shape, data: beta.data.slice()},
      mean: {shape, data: mean.map((value, c) => value + (bias?.[c] ?? 0))},
      variance: {shape, data: variance.slice()},
    }),
  };
}

function asPictures(tf: Tfjs, x: Tensor): Tensor4D {
  return x.rank === 4 ? (x as Tensor4D) : tf.reshape(x, [x.shape[0]!, 1, 1, x.shape[1]!]);
}

function follow(average: Float32Array, value: ArrayLike<number>, momentum: number): void {
  average.forEach((old, c) => {
    average[c] = old * momentum + value[c]! * (1 - momentum);
  });
}
