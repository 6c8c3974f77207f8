import type {Tensor2D} from '@tensorflow/tfjs-core';
import type {Tfjs} from '../../engine/tfjs/tfjs.js';
import type {StackLayer} from '../../model/stack/stack.js';
import {Parameter} from './parameter.js';
import type {TrainingLayer} from './training-layer.js';

/** A dense layer: y = x·Wᵀ + b with W [O,I], x [N,I]. */
export function denseLayer(tf: Tfjs, layer: StackLayer & {kind: 'dense'}): TrainingLayer {
  const weight = new Parameter(tf, `${layer.name}.kernel`, {
    shape: layer.weight.shape,
    data: layer.weight.data.slice(),
    decays: true,
  });
  const bias =
    layer.bias === null
      ? null
      : new Parameter(tf, `${layer.name}.bias`, {
          shape: layer.bias.shape,
          data: layer.bias.data.slice(),
          decays: false,
        });
  return {
    name: layer.name,
    parameters: bias === null ? [weight] : [weight, bias],
    statistics: [],
    reads: {x: true, y: false},
    forward(x) {
      const y = tf.matMul(x as Tensor2D, weight.tensor<Tensor2D>(), false, true);
      return {y: bias === null ? y : tf.add(y, bias.tensor()), saved: []};
    },
    backward(dy, {x}, wantsInput) {
      const gradients = [
        tf.matMul(dy as Tensor2D, x as Tensor2D, true, false),
        ...(bias === null ? [] : [tf.sum(dy, 0)]),
      ];
      const dx = wantsInput ? tf.matMul(dy as Tensor2D, weight.tensor<Tensor2D>()) : null;
      return {dx, gradients};
    },
    toStack: () => ({
      ...layer,
      weight: {shape: layer.weight.shape, data: weight.data.slice()},
      bias: bias === null ? null : {shape: bias.shape, data: bias.data.slice()},
    }),
  };
}
