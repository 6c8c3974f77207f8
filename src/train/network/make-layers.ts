import type {Tfjs} from '../../engine/tfjs/tfjs.js';
import {LrpError} from '../../errors/lrp-error.js';
import type {Stack, StackLayer} from '../../model/stack/stack.js';
import {convLayer} from './conv-layer.js';
import {denseLayer} from './dense-layer.js';
import {normLayer} from './norm-layer.js';
import {avgPoolLayer, dropoutLayer, flattenLayer, maxPoolLayer, reluLayer} from './plain-layers.js';
import type {TrainingLayer} from './training-layer.js';
import type {TrainingOps} from './training-ops.js';

/**
 * The layers of a stack, ready to be trained, up to its logits: a sigmoid at the end belongs to the loss.
 *
 * @throws LrpError `train/layer` for a layer that cannot be trained where it stands.
 */
export function makeLayers(
  tf: Tfjs,
  ops: TrainingOps,
  stack: Stack,
  momentum: number,
): TrainingLayer[] {
  const last = stack.layers.at(-1);
  const layers = last?.kind === 'sigmoid' ? stack.layers.slice(0, -1) : stack.layers;
  return layers.map((layer, index) =>
    makeLayer(tf, ops, layer, {before: layers[index - 1], after: layers[index + 1], momentum}),
  );
}

function makeLayer(
  tf: Tfjs,
  ops: TrainingOps,
  layer: StackLayer,
  {
    before,
    after,
    momentum,
  }: {
    readonly before: StackLayer | undefined;
    readonly after: StackLayer | undefined;
    readonly momentum: number;
  },
): TrainingLayer {
  switch (layer.kind) {
    case 'conv':
      return convLayer(tf, ops, layer, after?.kind === 'norm');
    case 'norm':
      return normLayer(tf, ops, layer, {momentum, bias: biasOf(before)});
    case 'relu':
      return reluLayer(tf, ops, layer);
    case 'maxpool':
      return maxPoolLayer(ops, layer);
    case 'avgpool':
      return avgPoolLayer(ops, layer);
    case 'flatten':
      return flattenLayer(tf, layer);
    case 'dense':
      return denseLayer(tf, layer);
    case 'dropout':
      return dropoutLayer(tf, layer);
    case 'adaptiveavgpool':
    case 'sigmoid':
    case 'softmax':
      throw new LrpError(
        'train/layer',
        `${layer.kind} "${layer.name}" cannot be trained there: training is of networks that end in logits or one sigmoid`,
      );
  }
}

function biasOf(layer: StackLayer | undefined): Float32Array | null {
  return layer?.kind === 'conv' ? (layer.bias?.data ?? null) : null;
}
