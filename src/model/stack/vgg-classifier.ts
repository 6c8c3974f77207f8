import {ModelError} from '../../errors/model-error.js';
import {describeShape, type Pair, type Shape, type Tensor} from '../../graph/graph.js';
import {foldAdaptivePooling} from './fold-adaptive-pooling.js';
import type {StackLayer} from './stack.js';
import type {NamedDense} from './vgg-dense-names.js';
import type {VggOrigin} from './vgg-naming.js';

type DenseLayer = NamedDense & {readonly weight: Tensor; readonly bias: Tensor};

/** The dense layers of a VGG as its tensors give them, in order. */
export interface NamedClassifier {
  readonly layers: readonly DenseLayer[];
  readonly origin: VggOrigin;
  /** Whether they slide over larger maps as convolutions, as timm's do. */
  readonly slides: boolean;
  /** Cells of one channel that the first layer reads. */
  readonly cells: number;
}

/** Side of the square map the first dense layer was made for, null where it is no square. */
export function gridOf({cells}: NamedClassifier): number | null {
  const side = Math.round(Math.sqrt(cells));
  return side * side === cells ? side : null;
}

/** Layers, with what is to be said of them. */
export interface Classifier {
  readonly layers: readonly StackLayer[];
  readonly notes: readonly string[];
}

/**
 * From the last pooling to the end: the dense layers, and what brings the map to the size they read.
 *
 * @param channels Behind the last pooling.
 * @param shape    [C,H,W] of the network's input.
 * @throws ModelError `model/bad-shape` where the size does not fit.
 */
export function classifierLayers(
  dense: NamedClassifier,
  channels: number,
  shape: Shape,
): Classifier {
  const size: Pair = [Math.floor(shape[1]! / 32), Math.floor(shape[2]! / 32)];
  const grid = gridOf(dense);
  const isLarger = grid !== null && (size[0] > grid || size[1] > grid);
  const made =
    dense.slides && isLarger && dense.layers.length > 1
      ? slidingLayers(dense, channels, {grid, size})
      : denseLayers(dense, fitMap(dense, size, {channels, shape}));
  const layers = [...made.layers];
  if (dense.origin === 'keras') layers.push({kind: 'softmax', name: 'predictions_softmax'});
  const relus = dense.layers.flatMap(({relu, name}) => (relu === null ? [] : [`"${name}"`]));
  const note = `the weights do not say what stands between dense layers: a ReLU is taken to stand behind ${relus.join(' and ')}`;
  return {layers, notes: [...made.notes, ...(relus.length === 0 ? [] : [note])]};
}

function denseLayers({layers: dense}: NamedClassifier, fit: FittedMap): Classifier {
  const layers: StackLayer[] = [...fit.layers, {kind: 'flatten', name: 'flatten'}];
  dense.forEach((layer, position) => {
    const {name, bias} = layer;
    const weight = position === 0 ? fit.weight : layer.weight;
    layers.push({kind: 'dense', name, weight, bias}, ...between(layer));
  });
  return {layers, notes: fit.notes};
}

function between({relu, dropout}: NamedDense): readonly StackLayer[] {
  return [
    ...(relu === null ? [] : [{kind: 'relu', name: relu} as const]),
    ...(dropout === null ? [] : [{kind: 'dropout', name: dropout, rate: 0.5} as const]),
  ];
}

/**
 * timm's head on a map larger than its first layer's: all dense layers but the last are convolutions over the map, the
 * first of g×g and the others of 1×1, and what they give is averaged before the last. Where the map is smaller along
 * one axis, it is first averaged to g cells there, which is folded into the kernel.
 */
function slidingLayers(
  {layers: dense}: NamedClassifier,
  channels: number,
  {grid, size}: {readonly grid: number; readonly size: Pair},
): Classifier {
  const kernel: Pair = [Math.min(grid, size[0]), Math.min(grid, size[1])];
  const last = dense.at(-1)!;
  const convs = dense.slice(0, -1).flatMap((layer, position): readonly StackLayer[] => {
    const {name, bias} = layer;
    const [outputs, inputs] = layer.weight.shape as readonly [number, number];
    const weight: Tensor =
      position === 0
        ? {
            shape: [outputs, channels, ...kernel],
            data: foldAdaptivePooling(layer.weight, grid, kernel).data,
          }
        : {shape: [outputs, inputs, 1, 1], data: layer.weight.data};
    const conv = {kind: 'conv', name, weight, bias, stride: [1, 1], padding: [0, 0, 0, 0]} as const;
    return [conv, ...between(layer)];
  });
  const layers: StackLayer[] = [
    ...convs,
    {kind: 'adaptiveavgpool', name: 'head.global_pool', size: [1, 1]},
    {kind: 'flatten', name: 'flatten'},
    {kind: 'dense', name: last.name, weight: last.weight, bias: last.bias},
  ];
  const note = `"${dense[0]!.name}" slides over the map of ${size[0]}×${size[1]} as a convolution of ${grid}×${grid}, and what comes of it is averaged before "${last.name}", as in timm`;
  return {layers, notes: [note]};
}

interface FittedMap extends Classifier {
  /** Of the first dense layer. */
  readonly weight: Tensor;
}

function fitMap(
  dense: NamedClassifier,
  size: Pair,
  {channels, shape}: {readonly channels: number; readonly shape: Shape},
): FittedMap {
  const {weight, name} = dense.layers[0]!;
  const grid = gridOf(dense);
  const map = `${size[0]}×${size[1]}`;
  const isKeras = dense.origin === 'keras';
  if ((isKeras && grid !== 1) || grid === null) {
    if (size[0] * size[1] === dense.cells) return {layers: [], weight, notes: []};
    throw new ModelError(
      'model/bad-shape',
      `input ${describeShape(shape)}: "${name}" was made for maps of ${dense.cells} cells and ${channels} channels, but here the last pooling gives ${map}${grid === null ? '' : `; pass pictures of ${32 * grid}×${32 * grid}, or leave the shape away`}`,
    );
  }
  if (size[0] === grid && size[1] === grid) return {layers: [], weight, notes: []};
  const pooled: Pair = [Math.min(grid, size[0]), Math.min(grid, size[1])];
  const isPooled = size[0] > grid || size[1] > grid;
  const isFolded = pooled[0] < grid || pooled[1] < grid;
  return {
    layers: isPooled ? [{kind: 'adaptiveavgpool', name: 'avgpool', size: pooled}] : [],
    weight: isFolded ? foldAdaptivePooling(weight, grid, pooled) : weight,
    notes: [
      ...(isKeras || grid !== 7
        ? [
            `"${name}" reads ${grid}×${grid} cells: average pooling of the map of ${map} is taken to stand before it`,
          ]
        : []),
      ...(isFolded
        ? [
            `adaptive average pooling of ${pooled[0]}×${pooled[1]} to ${grid}×${grid} folded into "${name}", which is exact`,
          ]
        : []),
    ],
  };
}
