import type {Pair} from '../../graph/graph.js';
import {windowCounts} from '../../graph/shapes.js';
import type {Image, Window} from './image.js';
import {imageOf, kerasShape, pairOf, slide} from './image.js';
import type {LayerCall} from './layer-call.js';
import {addLike} from './layer-call.js';
import type {Value} from './value.js';

/** MaxPooling1D/2D, AveragePooling1D/2D; Keras never counts padded cells. */
export function convertPool(call: LayerCall): Value {
  const image = imageOf(call);
  const kernel = pairOf(call, 'pool_size', image.axes, 2);
  const strides = call.config.raw('strides');
  const stride =
    strides === undefined || strides === null ? kernel : pairOf(call, 'strides', image.axes, null);
  return addPool(call, image, {kernel, stride, dilation: [1, 1]});
}

/** GlobalMaxPooling1D/2D, GlobalAveragePooling1D/2D: one window, then the channels alone. */
export function convertGlobalPool(call: LayerCall): Value {
  const image = imageOf(call);
  const pooled = addPool(call, image, {kernel: image.size, stride: [1, 1], dilation: [1, 1]});
  if (call.config.flag('keepdims', false)) return pooled;
  const channel = pooled.order[0]!;
  const list = call.builder.arrange(pooled, [channel], call);
  return {node: list.node, shape: [image.channels], order: [0], flattened: null};
}

function addPool(call: LayerCall, image: Image, window: Window): Value {
  const {padding, size} = slide(call, image, window);
  const {kernel, stride} = window;
  const shape = kerasShape(image, image.channels, size);
  if (call.operator.includes('Max')) {
    return addLike(call, image.value, {kind: 'maxpool', kernel, stride, padding}, {shape});
  }
  const counts = {shape: size as Pair, data: new Float32Array(0)};
  return addLike(
    call,
    image.value,
    {
      kind: 'avgpool',
      kernel,
      stride,
      padding,
      counts: size.every(length => length > 0 && length <= 2 ** 14)
        ? windowCounts(image.size, size, {kernel, stride, padding}, [0, 0, 0, 0])
        : counts,
    },
    {shape},
  );
}
