import type {Pair, Tensor} from '../../graph/graph.js';
import {poolWindows} from './adaptive-pooling.js';

/**
 * Folds an adaptive average pooling into the layer that reads it, a dense layer or a kernel of its size: both are
 * linear, so the layer that reads the map itself has w'[o,c,y,x] = Σ w[o,c,i,j]·[cell (y,x) in window (i,j)] / size of
 * the window, in float64. Meant for maps no larger than the pooled one, which `adaptivePoolingNodes` cannot take.
 *
 * @param weight [O, C·g·g]
 * @param grid   g, the side of the pooled map.
 * @param size   Height and width of the map before it.
 * @returns [O, C·H·W]
 */
export function foldAdaptivePooling(weight: Tensor, grid: number, size: Pair): Tensor {
  const [outputs, inputs] = weight.shape as readonly [number, number];
  const channels = inputs / grid ** 2;
  const [height, width] = size;
  const area = height * width;
  const [rows, columns] = [poolWindows(height, grid), poolWindows(width, grid)];
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
