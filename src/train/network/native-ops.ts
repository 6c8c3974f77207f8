import type {Tensor, Tensor1D, Tensor4D} from '@tensorflow/tfjs-core';
import {isSamePadding} from '../../engine/tfjs/convolution.js';
import {cut} from '../../engine/tfjs/spatial.js';
import type {Tfjs} from '../../engine/tfjs/tfjs.js';
import {portableOps} from './portable-ops.js';
import type {TrainingOps, Window} from './training-ops.js';

interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** What tfjs-node's backend offers beyond tfjs: TensorFlow's own operations, by name. */
interface NativeBackend {
  readonly binding: {
    readonly TF_ATTR_TYPE: number;
    readonly TF_ATTR_FLOAT: number;
    readonly TF_ATTR_STRING: number;
    readonly TF_ATTR_BOOL: number;
    readonly TF_FLOAT: number;
  };
  executeSingleOutput(name: string, attributes: Attribute[], inputs: Tensor[]): Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: Attribute[],
    inputs: Tensor[],
    outputs: number,
  ): Tensor[];
}

/** Training by TensorFlow's own kernels: tfjs's for convolutions and pooling, by name where tfjs has none. */
export function nativeOps(tf: Tfjs): TrainingOps {
  const backend = tf.engine().registry['tensorflow'] as unknown as NativeBackend;
  const {binding} = backend;
  const float = (name: string): Attribute => ({
    name,
    type: binding.TF_ATTR_TYPE,
    value: binding.TF_FLOAT,
  });
  const normAttributes = (epsilon: number): Attribute[] => [
    float('T'),
    float('U'),
    {name: 'epsilon', type: binding.TF_ATTR_FLOAT, value: epsilon},
    {name: 'data_format', type: binding.TF_ATTR_STRING, value: 'NHWC'},
    {name: 'is_training', type: binding.TF_ATTR_BOOL, value: true},
  ];
  return {
    ...portableOps(tf),
    conv(x, kernel, window) {
      const {padded, pad} = prepared(tf, x, window);
      return tf.conv2d(padded, kernel, [window.stride[0], window.stride[1]], pad);
    },
    convInputGradient(dy, kernel, shape, window) {
      const [batch, height, width, channels] = shape;
      const [top, left, bottom, right] = window.padding;
      const pad = padOf(shape, window);
      const whole = [batch, height + top + bottom, width + left + right, channels];
      const dx = tf.engine().runKernel(
        'Conv2DBackpropInput',
        {dy, filter: kernel},
        {
          strides: [...window.stride],
          pad,
          dataFormat: 'NHWC',
          inputShape: pad === 'same' ? shape : whole,
        },
      ) as Tensor4D;
      return pad === 'same' ? dx : cut(tf, dx, {top, left, height, width});
    },
    convKernelGradient(x, dy, window) {
      const {padded, pad} = prepared(tf, x, window);
      const filterShape = [...window.kernel, x.shape[3], dy.shape[3]];
      return tf
        .engine()
        .runKernel(
          'Conv2DBackpropFilter',
          {x: padded, dy},
          {strides: [...window.stride], pad, dataFormat: 'NHWC', filterShape},
        ) as Tensor4D;
    },
    norm(x, gamma, beta, epsilon) {
      const none = tf.tensor1d([]);
      const outputs = backend.executeMultipleOutputs(
        'FusedBatchNormV3',
        normAttributes(epsilon),
        [x, gamma, beta, none, none],
        6,
      );
      const [y, mean, unbiased, ...saved] = outputs as [Tensor4D, Tensor1D, Tensor1D];
      const count = x.size / gamma.size;
      // TensorFlow divides by M − 1.
      const variance = tf.mul<Tensor1D>(unbiased, Math.max(count - 1, 1) / count);
      return {y, mean, variance, saved};
    },
    normGradient(dy, x, gamma, {saved}, epsilon) {
      const outputs = backend.executeMultipleOutputs(
        'FusedBatchNormGradV3',
        normAttributes(epsilon),
        [dy, x, gamma, ...saved],
        5,
      );
      const [dx, gammaGradient, beta] = outputs as [Tensor4D, Tensor1D, Tensor1D];
      return {x: dx, gamma: gammaGradient, beta};
    },
    reluGradient: (dy, y) => backend.executeSingleOutput('ReluGrad', [float('T')], [dy, y]),
  };
}

/** TensorFlow's gradients know the paddings "same" and "valid" alone; others are put around x beforehand. */
function padOf([, height, width]: Tensor4D['shape'], window: Window): 'same' | 'valid' {
  const {kernel, stride, padding} = window;
  const [top, left, bottom, right] = padding;
  const rows = Math.floor((height + top + bottom - kernel[0]) / stride[0]) + 1;
  const columns = Math.floor((width + left + right - kernel[1]) / stride[1]) + 1;
  return isSamePadding(height, rows, kernel[0], stride[0], [top, bottom]) &&
    isSamePadding(width, columns, kernel[1], stride[1], [left, right])
    ? 'same'
    : 'valid';
}

function prepared(
  tf: Tfjs,
  x: Tensor4D,
  window: Window,
): {readonly padded: Tensor4D; readonly pad: 'same' | 'valid'} {
  const pad = padOf(x.shape, window);
  if (pad === 'same') return {padded: x, pad};
  const [top, left, bottom, right] = window.padding;
  const [, height, width] = x.shape;
  const rectangle = {
    top: -top,
    left: -left,
    height: height + top + bottom,
    width: width + left + right,
  };
  return {padded: cut(tf, x, rectangle), pad};
}
