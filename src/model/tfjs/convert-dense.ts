import {addFusedActivation} from './activations.js';
import {addPointwise} from './convert-convolution.js';
import {denseKernel} from './kernels.js';
import type {LayerCall} from './layer-call.js';
import {addLike, Unsupported} from './layer-call.js';
import type {Value} from './value.js';
import {placesOf} from './value.js';

/**
 * Dense: y = x·K + b over the last axis, kernel [I,O]. Behind a flatten its columns take the order in
 * which the numbers stand; over the last axis of an image or sequence it is a 1×1 convolution.
 */
export function convertDense(call: LayerCall): Value {
  const input = call.inputs[0]!;
  const rank = input.shape.length;
  const inputs = input.shape[rank - 1]!;
  const outputs = call.config.count('units', null);
  if (rank > 3) throw new Unsupported(`over a tensor of rank ${rank}; at most 3 is known`);
  const [kernel, stored] = call.weights.read(call.path, [
    {name: 'kernel', shape: [inputs, outputs]},
    ...(call.config.flag('use_bias', true) ? [{name: 'bias', shape: [outputs]}] : []),
  ]);
  const bias = stored ?? null;
  const places = input.flattened === null ? null : placesOf(input.flattened);
  const key = `${call.name}:kernel:${JSON.stringify(input.flattened)}`;
  const weight = call.weights.keep(key, () => denseKernel(kernel!, [inputs, outputs], places));
  if (rank > 1) {
    const spatial = rank === 2 ? [-1, 0] : [0, 1];
    const image = call.builder.arrange(input, [rank - 1, ...spatial], call);
    return addFusedActivation(call, addPointwise(call, image, {weight, bias, outputs}));
  }
  const dense = addLike(
    call,
    {...call.builder.arrange(input, [0], call), flattened: null},
    {
      kind: 'dense',
      weight: {shape: [outputs, inputs], data: weight},
      bias: bias === null ? null : {shape: [outputs], data: bias},
    },
    {shape: [outputs]},
  );
  return addFusedActivation(call, dense);
}
