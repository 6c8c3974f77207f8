import {createRandom, type Random} from '../../data/random.js';
import {ModelError} from '../../errors/model-error.js';
import {describeShape, type Shape} from '../../graph/graph.js';
import type {Preprocessing} from '../../graph/preprocessing.js';
import {constant, freshNorm, heNormal, randomDense} from './random-layers.js';
import type {Stack, StackLayer} from './stack.js';
import {vggBlocks, vggChannels, type VggDepth} from './vgg-shape.js';

export interface VggFeaturesOptions {
  /** Layers with weights, as published. @default 16 */
  readonly depth?: VggDepth;
  /** Whether a batch norm follows each convolution. @default false */
  readonly batchNorm?: boolean;
  /** Factor on the published 64 to 512 channels. @default 1 */
  readonly width?: number;
  /** [C,H,W] of one sample, H and W at least 32. */
  readonly inputShape: Shape;
  readonly seed: number;
}

export interface VggOptions extends VggFeaturesOptions {
  /** Features of the dense layers before the last. @default [4096, 4096] */
  readonly hidden?: readonly number[];
  /** Share of values dropped behind each hidden dense layer. @default 0 */
  readonly dropout?: number;
  /** Numbers the network gives. @default as many as there are classes */
  readonly outputs?: number;
  /** Class names by index. @default none */
  readonly classes?: readonly string[] | null;
  /** How pictures become the input. @default not known */
  readonly preprocessing?: Preprocessing | null;
  /** What stands behind the logits. @default 'none' */
  readonly head?: 'none' | 'softmax' | 'sigmoid';
}

/**
 * The layers of a VGG up to and with its last pooling, under Keras' names (`block1_conv1` to `block5_pool`;
 * `block1_conv1_bn`, `block1_conv1_relu` for what Keras has no layers for). 3×3 convolutions, He-normal
 * weights by seed, biases 0 (none where a batch norm follows).
 *
 * @returns The layers and the shape behind them, [C,⌊H/32⌋,⌊W/32⌋].
 * @throws ModelError `model/bad-stack` where the input is too small.
 */
export function vggFeatures(options: VggFeaturesOptions): {
  readonly layers: readonly StackLayer[];
  readonly shape: Shape;
} {
  return featuresFrom(options, createRandom(options.seed));
}

/**
 * A VGG of any input size and width with random weights that depend on the seed alone: the features of
 * {@link vggFeatures}, `flatten`, `fc1`, `fc2`, …, `predictions`.
 *
 * @throws ModelError `model/bad-stack` where the input is too small or nothing says how many outputs there are.
 */
export function vggStack(options: VggOptions): Stack {
  const {depth = 16, hidden = [4096, 4096], dropout = 0, head = 'none'} = options;
  const {classes = null, outputs = classes?.length, inputShape, preprocessing = null} = options;
  const name = `vgg${depth}`;
  if (outputs === undefined || outputs < 1)
    throw new ModelError('model/bad-stack', `${name}: say how many outputs or which classes`);
  const random = createRandom(options.seed);
  const features = featuresFrom(options, random);
  const layers: StackLayer[] = [...features.layers, {kind: 'flatten', name: 'flatten'}];
  let inputs = features.shape.reduce((product, length) => product * length, 1);
  hidden.forEach((units, index) => {
    const fc = `fc${index + 1}`;
    layers.push(randomDense(fc, {inputs, outputs: units}, random), {
      kind: 'relu',
      name: `${fc}_relu`,
    });
    if (dropout > 0) layers.push({kind: 'dropout', name: `dropout${index + 1}`, rate: dropout});
    inputs = units;
  });
  layers.push(randomDense('predictions', {inputs, outputs}, random));
  if (head !== 'none') layers.push({kind: head, name: 'probabilities'});
  return {name, inputShape, layers, classes, preprocessing, notes: []};
}

function featuresFrom(
  {depth = 16, batchNorm = false, width = 1, inputShape}: VggFeaturesOptions,
  random: Random,
): {readonly layers: readonly StackLayer[]; readonly shape: Shape} {
  const [channels, height, breadth] = inputShape as readonly [number, number, number];
  if (inputShape.length !== 3 || !(height >= 32) || !(breadth >= 32))
    throw new ModelError(
      'model/bad-stack',
      `vgg${depth}: its input is ${describeShape(inputShape)}; five poolings need [channels×height×width] of at least 32×32`,
    );
  if (!(width > 0) || !Number.isFinite(width))
    throw new ModelError('model/bad-stack', `vgg${depth}: its width is ${width}, expected above 0`);
  const layers: StackLayer[] = [];
  let inputs = channels;
  vggBlocks[depth].forEach((count, block) => {
    const outputs = vggChannels(block, width);
    for (let layer = 1; layer <= count; layer++) {
      const name = `block${block + 1}_conv${layer}`;
      layers.push({
        kind: 'conv',
        name,
        weight: heNormal([outputs, inputs, 3, 3], random),
        bias: batchNorm ? null : constant(outputs, 0),
        stride: [1, 1],
        padding: [1, 1, 1, 1],
      });
      if (batchNorm) layers.push(freshNorm(`${name}_bn`, outputs));
      layers.push({kind: 'relu', name: `${name}_relu`});
      inputs = outputs;
    }
    layers.push({
      kind: 'maxpool',
      name: `block${block + 1}_pool`,
      kernel: [2, 2],
      stride: [2, 2],
    });
  });
  return {layers, shape: [inputs, Math.floor(height / 32), Math.floor(breadth / 32)]};
}
