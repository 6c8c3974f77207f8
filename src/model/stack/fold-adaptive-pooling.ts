import {ModelError} from '../../errors/model-error.js';
import type {Pair, Tensor} from '../../graph/graph.js';

/** Weights a folded layer may have. */
const maxWeights = 2 ** 29;

/**
 * Folds an adaptive average pooling into the dense layer that reads it flattened: both are linear, so the
 * layer that reads the map itself has w'[o,c,y,x] = Σ w[o,c,i,j]·[cell (y,x) in window (i,j)] / size of the window,
 * in float64. Along an axis window i reaches from ⌊i·H/g⌋ to ⌈(i+1)·H/g⌉, as in PyTorch's AdaptiveAvgPool2d.
 *
 * @param weight [O, C·g·g]
 * @param grid   g, the side of the pooled map.
 * @param size   Height and width of the map before it.
 * @returns [O, C·H·W]
 * @throws ModelError `model/too-large`.
 */
export function foldAdaptivePooling(weight: Tensor, grid: number, size: Pair): Tensor {
  const [outputs, inputs] = weight.shape as readonly [number, number];
  const channels = inputs / grid ** 2;
  const [height, width] = size;
  const area = height * width;
  if (outputs * channels * area > maxWeights)
    throw new ModelError(
      'model/too-large',
      `maps of ${height}×${width} would make the first dense layer one of ${outputs * channels * area} weights; use smaller pictures, or such whose map is a multiple of ${grid}`,
    );
  const [rows, columns] = [windows(height, grid), windows(width, grid)];
  const data = new Float32Array(outputs * channels * area);
  const map = new Float64Array(area);
  for (let unit = 0; unit < outputs * channels; unit++) {
    map.fill(0);
    rows.forEach(([top, bottom], i) => {
      columns.forEach(([left, right], j) => {
        const share =
          weight.data[(unit * grid + i) * grid + j]! / ((bottom - top) * (right - left));
        for (let y = top; y < bottom; y++)
          for (let x = left; x < right; x++) map[y * width + x] = map[y * width + x]! + share;
      });
    });
    data.set(map, unit * area);
  }
  return {shape: [outputs, channels * area], data};
}

function windows(length: number, grid: number): readonly (readonly [number, number])[] {
  return Array.from({length: grid}, (_, i) => [
    Math.floor((i * length) / grid),
    Math.ceil(((i + 1) * length) / grid),
  ]);
}
