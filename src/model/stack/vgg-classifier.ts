import {ModelError} from '../../errors/model-error.js';
import {describeShape, type Pair, type Shape, type Tensor} from '../../graph/graph.js';
import {foldAdaptivePooling} from './fold-adaptive-pooling.js';
import type {StackLayer} from './stack.js';
import type {NamedDense, VggOrigin} from './vgg-naming.js';

/** The dense layers of a VGG as its tensors give them, in order. */
export interface NamedClassifier {
  readonly layers: readonly (NamedDense & {readonly weight: Tensor; readonly bias: Tensor})[];
  readonly origin: VggOrigin;
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
  const fit = fitMap(dense, size, {channels, shape});
  const layers: StackLayer[] = [...fit.layers, {kind: 'flatten', name: 'flatten'}];
  dense.layers.forEach(({name, dropout, bias, weight}, position) => {
    const isFirst = position === 0;
    layers.push({kind: 'dense', name, weight: isFirst ? fit.weight : weight, bias});
    if (position === dense.layers.length - 1) return;
    const relu =
      dense.origin === 'keras'
        ? `${name}_relu`
        : name.replace(/\d+$/, index => String(Number(index) + 1));
    layers.push({kind: 'relu', name: relu});
    if (dropout !== null) layers.push({kind: 'dropout', name: dropout, rate: 0.5});
  });
  if (dense.origin === 'keras') layers.push({kind: 'softmax', name: 'predictions_softmax'});
  return {layers, notes: fit.notes};
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
  if (dense.origin === 'keras' || grid === null) {
    if (size[0] * size[1] === dense.cells) return {layers: [], weight, notes: []};
    throw new ModelError(
      'model/bad-shape',
      `input ${describeShape(shape)}: "${name}" was made for maps of ${dense.cells} cells and ${channels} channels, but here the last pooling gives ${map}${grid === null ? '' : `; pass pictures of ${32 * grid}×${32 * grid}, or leave the shape away`}`,
    );
  }
  if (size[0] === grid && size[1] === grid) return {layers: [], weight, notes: []};
  if (size[0] % grid === 0 && size[1] % grid === 0) {
    const kernel: Pair = [size[0] / grid, size[1] / grid];
    const pool: StackLayer = {kind: 'avgpool', name: 'avgpool', kernel, stride: kernel};
    return {layers: [pool], weight, notes: []};
  }
  return {
    layers: [],
    weight: foldAdaptivePooling(weight, grid, size),
    notes: [
      `adaptive average pooling of ${map} to ${grid}×${grid} folded into "${name}", which is exact`,
    ],
  };
}
