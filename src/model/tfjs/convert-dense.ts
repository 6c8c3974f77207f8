import {addFusedActivation} from './activations.js';
import {addPointwise} from './convert-convolution.js';
import {denseKernel} from './kernels.js';
import type {LayerCall} from './layer-call.js';
import {addLike} from './layer-call.js';
import type {Value} from './value.js';
import {placesOf} from './value.js';

/**
 * Dense: y = x·K + b over the last axis, kernel [I,O]. Behind a flatten its columns take the order in
 * which the numbers stand; over the last axis of an image it is a 1×1 convolution.
 */
export function convertDense(call: LayerCall): Value {
  const input = call.inputs[0]!;
  const rank = input.shape.length;
  const inputs = input.shape[rank - 1]!;
  const outputs = call.config.count('units', null);
  const [kernel, stored] = call.weights.read(call.path, [
    {name: 'kernel', shape: [inputs, outputs]},
    ...(call.config.flag('use_bias', true) ? [{name: 'bias', shape: [outputs]}] : []),
  ]);
  const bias = stored ?? null;
  const places = input.flattened === null ? null : placesOf(input.flattened);
  const key = `${call.name}:kernel:${JSON.stringify(input.flattened)}`;
  const weight = call.weights.keep(key, () => denseKernel(kernel!, [inputs, outputs], places));
  if (rank === 3) {
    const image = call.builder.arrange(input, [rank - 1, 0, 1], call);
    return addFusedActivation(call, addPointwise(call, image, {weight, bias, outputs}));
  }
  const list =
    rank === 1 ? call.builder.arrange(input, [0], call) : call.builder.settle(input, call);
  const dense = addLike(
    call,
    {...list, flattened: null},
    {
      kind: 'dense',
      weight: {shape: [outputs, inputs], data: weight},
      bias: bias === null ? null : {shape: [outputs], data: bias},
    },
    {shape: [...input.shape.slice(0, -1), outputs]},
  );
  return addFusedActivation(call, dense);
}
