import type {Tensor1D, Tensor4D} from '@tensorflow/tfjs-core';
import type {Tfjs} from '../../engine/tfjs/tfjs.js';
import type {StackLayer} from '../../model/stack/stack.js';
import {fromKernel, toKernel} from './kernel-layout.js';
import {Parameter} from './parameter.js';
import type {TrainingLayer} from './training-layer.js';
import type {TrainingOps, Window} from './training-ops.js';

/**
 * A convolution.
 *
 * @param normed Whether a batch norm follows, which takes any bias away again: such a bias is left out here and
 *   in the norm's moving mean, and stays what it is.
 */
export function convLayer(
  tf: Tfjs,
  ops: TrainingOps,
  layer: StackLayer & {kind: 'conv'},
  normed: boolean,
): TrainingLayer {
  const [outputs = 1, inputs = 1, kh = 1, kw = 1] = layer.weight.shape;
  const window: Window = {kernel: [kh, kw], stride: layer.stride, padding: layer.padding};
  const kernel = new Parameter(tf, `${layer.name}.kernel`, {
    shape: [kh, kw, inputs, outputs],
    data: toKernel(layer.weight),
    decays: true,
  });
  const bias =
    layer.bias === null || normed
      ? null
      : new Parameter(tf, `${layer.name}.bias`, {
          shape: [outputs],
          data: layer.bias.data.slice(),
          decays: false,
        });
  return {
    name: layer.name,
    parameters: bias === null ? [kernel] : [kernel, bias],
    statistics: [],
    reads: {x: true, y: false},
    forward(x) {
      const y = ops.conv(x as Tensor4D, kernel.tensor(), window);
      return {y: bias === null ? y : tf.add(y, bias.tensor()), saved: []};
    },
    backward(dy, {x}, wantsInput) {
      const [input, output] = [x as Tensor4D, dy as Tensor4D];
      const gradients = [
        ops.convKernelGradient(input, output, window),
        ...(bias === null ? [] : [tf.sum<Tensor1D>(dy, [0, 1, 2])]),
      ];
      const dx = wantsInput
        ? ops.convInputGradient(output, kernel.tensor(), input.shape, window)
        : null;
      return {dx, gradients};
    },
    toStack: () => ({
      ...layer,
      weight: {shape: layer.weight.shape, data: fromKernel(kernel)},
      bias: bias === null ? layer.bias : {shape: [outputs], data: bias.data.slice()},
    }),
  };
}
