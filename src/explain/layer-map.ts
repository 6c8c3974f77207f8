import {sizeOf, type Shape} from '../graph/graph.js';

/** Relevance on a grid of cells, row-major: [height,width]. Unit: the target's score. */
export interface LayerMap {
  readonly values: Float32Array;
  readonly width: number;
  readonly height: number;
}

type Numbers = Float32Array | Float64Array;

/**
 * A layer's relevance on a grid: [C,H,W] summed over channels, [H,W] as it is, anything else as a grid
 * of neurons in reading order, with empty cells at its end where it does not fit.
 *
 * @param widest Longest side in cells; larger maps are sum-pooled.
 */
export function sumMap(relevance: Numbers, shape: Shape, widest: number): LayerMap {
  if (shape.length === 3) {
    const [channels, height, width] = shape as [number, number, number];
    const sums = new Float64Array(height * width);
    for (let c = 0; c < channels; c++)
      for (let i = 0; i < sums.length; i++) sums[i]! += relevance[c * sums.length + i]!;
    return sumPool({values: sums, width, height}, widest);
  }
  if (shape.length === 2)
    return sumPool({values: relevance, width: shape[1]!, height: shape[0]!}, widest);
  const {width, height} = neuronGrid(sizeOf(shape));
  const values = new Float64Array(width * height);
  values.set(relevance);
  return sumPool({values, width, height}, widest);
}

/** One channel of a layer of shape [C,H,W]. */
export function channelMap(values: Numbers, shape: Shape, widest: number): LayerMap {
  return sumPool({values, width: shape[2]!, height: shape[1]!}, widest);
}

/**
 * How a vector is laid out: as near to a square as its length divides, in landscape, and filled up where it
 * only divides into thin strips. 1 → 1×1, 10 → 5×2, 64 → 8×8, 4096 → 64×64.
 */
export function neuronGrid(count: number): {readonly width: number; readonly height: number} {
  const side = Math.ceil(Math.sqrt(count));
  for (let width = side; width <= side * 4; width++)
    if (count % width === 0) return {width, height: count / width};
  return {width: side, height: Math.ceil(count / side)};
}

/** Adds up square windows of cells until no side is longer than `widest`; the sum stays what it was. */
export function sumPool(
  map: {readonly values: Numbers; readonly width: number; readonly height: number},
  widest: number,
): LayerMap {
  const step = Math.max(1, Math.ceil(Math.max(map.width, map.height) / widest));
  const width = Math.ceil(map.width / step);
  const height = Math.ceil(map.height / step);
  const sums = new Float64Array(width * height);
  for (let y = 0; y < map.height; y++) {
    const row = Math.floor(y / step) * width;
    for (let x = 0; x < map.width; x++)
      sums[row + Math.floor(x / step)]! += map.values[y * map.width + x]!;
  }
  return {values: Float32Array.from(sums), width, height};
}
