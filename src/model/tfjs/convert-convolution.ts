import type {Pair, Tensor} from '../../graph/graph.js';
import {addFusedActivation} from './activations.js';
import type {Image, Window} from './image.js';
import {imageOf, kerasShape, pairOf, slide} from './image.js';
import {convolutionKernel, depthwiseKernel} from './kernels.js';
import type {LayerCall} from './layer-call.js';
import {addLike} from './layer-call.js';
import type {Value} from './value.js';
import type {Wanted} from './layer-weights.js';

/** Conv1D, Conv2D: kernel [kh,kw,I/groups,O]. */
export function convertConvolution(call: LayerCall): Value {
  const image = imageOf(call);
  const outputs = call.config.count('filters', null);
  const groups = call.config.count('groups', 1);
  if (image.channels % groups !== 0 || outputs % groups !== 0) {
    throw call.config.fail('groups', `a divisor of ${image.channels} inputs and of "filters"`);
  }
  const window = windowOf(call, image);
  const inputs = image.channels / groups;
  const [kernel, bias] = readWeights(
    call,
    {name: 'kernel', shape: [...kernelShape(image, window), inputs, outputs]},
    outputs,
  );
  const weight = call.weights.keep(`${call.name}:kernel`, () =>
    convolutionKernel(kernel!, [cellsOf(window), inputs, outputs]),
  );
  const convolved = addConvolution(call, image, window, {
    weight: {shape: [outputs, inputs, ...window.kernel], data: weight},
    bias,
    groups,
  });
  return addFusedActivation(call, convolved);
}

/** DepthwiseConv1D, DepthwiseConv2D: kernel [kh,kw,I,M]. */
export function convertDepthwise(call: LayerCall): Value {
  const image = imageOf(call);
  const multiplier = multiplierOf(call);
  const window = windowOf(call, image);
  const outputs = image.channels * multiplier;
  const [kernel, bias] = readWeights(
    call,
    {
      name: 'depthwise_kernel',
      shape: [...kernelShape(image, window), image.channels, multiplier],
    },
    outputs,
  );
  const weight = depthwiseWeight(call, kernel!, window, [image.channels, multiplier]);
  const convolved = addConvolution(call, image, window, {weight, bias, groups: image.channels});
  return addFusedActivation(call, convolved);
}

/** SeparableConv1D, SeparableConv2D: a depthwise convolution, then one with a 1×1 kernel. */
export function convertSeparable(call: LayerCall): Value {
  const image = imageOf(call);
  const multiplier = multiplierOf(call);
  const outputs = call.config.count('filters', null);
  const window = windowOf(call, image);
  const between = image.channels * multiplier;
  const ones = image.axes === 1 ? [1] : [1, 1];
  const [kernel, point, bias] = call.weights.read(call.path, [
    {name: 'depthwise_kernel', shape: [...kernelShape(image, window), image.channels, multiplier]},
    {name: 'pointwise_kernel', shape: [...ones, between, outputs]},
    ...biasOf(call, outputs),
  ]);
  const depthwise = addConvolution(
    call,
    image,
    window,
    {
      weight: depthwiseWeight(call, kernel!, window, [image.channels, multiplier]),
      bias: null,
      groups: image.channels,
    },
    '/depthwise',
  );
  const pointwise = addPointwise(call, depthwise, {
    weight: call.weights.keep(`${call.name}:pointwise`, () =>
      convolutionKernel(point!, [1, between, outputs]),
    ),
    bias: bias ?? null,
    outputs,
    suffix: '/pointwise',
  });
  return addFusedActivation(call, pointwise);
}

/** A 1×1 convolution over the channels of a value that already stands as an image [C,H,W]. */
export function addPointwise(
  call: LayerCall,
  value: Value,
  {
    weight,
    bias,
    outputs,
    suffix = '',
  }: {
    readonly weight: Float32Array;
    readonly bias: Float32Array | null;
    readonly outputs: number;
    readonly suffix?: string;
  },
): Value {
  const channel = value.order[0]!;
  return addLike(
    call,
    value,
    {
      kind: 'conv',
      weight: {shape: [outputs, weight.length / outputs, 1, 1], data: weight},
      bias: bias === null ? null : {shape: [outputs], data: bias},
      stride: [1, 1],
      dilation: [1, 1],
      padding: [0, 0, 0, 0],
      groups: 1,
    },
    {suffix, shape: value.shape.map((length, axis) => (axis === channel ? outputs : length))},
  );
}

function windowOf(call: LayerCall, image: Image): Window {
  return {
    kernel: pairOf(call, 'kernel_size', image.axes, null),
    stride: pairOf(call, 'strides', image.axes, 1),
    dilation: pairOf(call, 'dilation_rate', image.axes, 1),
  };
}

/** tfjs forgets the `depth_multiplier` of separable layers when it saves; the kernel's shape has it. */
function multiplierOf(call: LayerCall): number {
  const stored = call.weights.shapeOf(call.path, 'depthwise_kernel', 0)?.at(-1);
  return call.config.count('depth_multiplier', stored ?? 1);
}

function kernelShape(image: Image, {kernel}: Window): readonly number[] {
  return image.axes === 1 ? [kernel[1]] : kernel;
}

function cellsOf({kernel}: Window): number {
  return kernel[0] * kernel[1];
}

function biasOf(call: LayerCall, outputs: number): readonly Wanted[] {
  return call.config.flag('use_bias', true) ? [{name: 'bias', shape: [outputs]}] : [];
}

function readWeights(
  call: LayerCall,
  kernel: Wanted,
  outputs: number,
): readonly [Float32Array, Float32Array | null] {
  const [weight, bias] = call.weights.read(call.path, [kernel, ...biasOf(call, outputs)]);
  return [weight!, bias ?? null];
}

function depthwiseWeight(
  call: LayerCall,
  kernel: Float32Array,
  window: Window,
  [inputs, multiplier]: Pair,
): Tensor {
  const data = call.weights.keep(`${call.name}:depthwise`, () =>
    depthwiseKernel(kernel, [cellsOf(window), inputs, multiplier]),
  );
  return {shape: [inputs * multiplier, 1, ...window.kernel], data};
}

function addConvolution(
  call: LayerCall,
  image: Image,
  window: Window,
  {
    weight,
    bias,
    groups,
  }: {readonly weight: Tensor; readonly bias: Float32Array | null; readonly groups: number},
  suffix = '',
): Value {
  const {padding, size} = slide(call, image, window);
  const outputs = weight.shape[0]!;
  return addLike(
    call,
    image.value,
    {
      kind: groups === image.channels && groups > 1 ? 'depthwise' : 'conv',
      weight,
      bias: bias === null ? null : {shape: [outputs], data: bias},
      stride: window.stride,
      dilation: window.dilation,
      padding,
      groups,
    },
    {suffix, shape: kerasShape(image, outputs, size)},
  );
}
