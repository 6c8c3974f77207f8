import type {Tensor, Tensor4D} from '@tensorflow/tfjs-core';
import type {Tfjs} from '../../engine/tfjs/tfjs.js';
import type {StackLayer} from '../../model/stack/stack.js';
import type {TrainingLayer} from './training-layer.js';
import type {TrainingOps, Window} from './training-ops.js';

type Plain<Kind extends StackLayer['kind']> = StackLayer & {kind: Kind};

const nothing = {parameters: [], statistics: []} as const;

export function reluLayer(tf: Tfjs, ops: TrainingOps, layer: Plain<'relu'>): TrainingLayer {
  return {
    ...nothing,
    name: layer.name,
    reads: {x: false, y: true},
    forward: x => ({y: tf.relu(x), saved: []}),
    backward: (dy, {y}) => ({dx: ops.reluGradient(dy, y), gradients: []}),
    toStack: () => layer,
  };
}

export function maxPoolLayer(ops: TrainingOps, layer: Plain<'maxpool'>): TrainingLayer {
  const window = unpadded(layer);
  return {
    ...nothing,
    name: layer.name,
    reads: {x: true, y: true},
    forward: x => ({y: ops.maxPool(x as Tensor4D, window), saved: []}),
    backward: (dy, {x, y}) => ({
      dx: ops.maxPoolGradient(dy as Tensor4D, x as Tensor4D, y as Tensor4D, window),
      gradients: [],
    }),
    toStack: () => layer,
  };
}

export function avgPoolLayer(ops: TrainingOps, layer: Plain<'avgpool'>): TrainingLayer {
  const window = unpadded(layer);
  return {
    ...nothing,
    name: layer.name,
    // Of x the shape alone.
    reads: {x: true, y: false},
    forward: x => ({y: ops.avgPool(x as Tensor4D, window), saved: []}),
    backward: (dy, {x}) => ({
      dx: ops.avgPoolGradient(dy as Tensor4D, (x as Tensor4D).shape, window),
      gradients: [],
    }),
    toStack: () => layer,
  };
}

/** [N,H,W,C] to [N,C·H·W]: channels first, as in the model that is written. */
export function flattenLayer(tf: Tfjs, layer: Plain<'flatten'>): TrainingLayer {
  return {
    ...nothing,
    name: layer.name,
    // Of x the shape alone.
    reads: {x: true, y: false},
    forward(x) {
      const first = x.rank === 4 ? tf.transpose(x, [0, 3, 1, 2]) : x;
      return {y: tf.reshape(first, [x.shape[0]!, -1]), saved: []};
    },
    backward(dy, {x}) {
      const [batch = 1, height = 1, width = 1, channels = 1] = x.shape;
      const dx =
        x.rank === 4
          ? tf.transpose(tf.reshape(dy, [batch, channels, height, width]), [0, 2, 3, 1])
          : tf.reshape(dy, x.shape);
      return {dx, gradients: []};
    },
    toStack: () => layer,
  };
}

/** Keeps each value with the probability 1 − rate, as value/(1 − rate) (Srivastava et al. 2014). */
export function dropoutLayer(tf: Tfjs, layer: Plain<'dropout'>): TrainingLayer {
  const keep = 1 - layer.rate;
  return {
    ...nothing,
    name: layer.name,
    reads: {x: false, y: false},
    forward(x, pass) {
      if (pass.kind === 'predict' || layer.rate === 0) return {y: x.clone(), saved: []};
      const {random} = pass;
      const factors = new Float32Array(x.size);
      for (let index = 0; index < factors.length; index += 1) {
        factors[index] = random.uniform() < keep ? 1 / keep : 0;
      }
      const mask = tf.tensor(factors, x.shape);
      return {y: tf.mul(x, mask), saved: [mask]};
    },
    backward: (dy, {saved: [mask]}) => ({
      dx: mask === undefined ? dy.clone() : tf.mul<Tensor>(dy, mask),
      gradients: [],
    }),
    toStack: () => layer,
  };
}

function unpadded({kernel, stride}: Plain<'maxpool' | 'avgpool'>): Window {
  return {kernel, stride, padding: [0, 0, 0, 0]};
}
