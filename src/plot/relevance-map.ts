import type {Graph, Tensor} from '../graph/graph.js';
import {PlotError, requireFinite} from './plot-error.js';

/** Relevance of one picture, a number a pixel. */
export interface RelevanceMap {
  /** [H,W], row-major. Unit: the target's score. */
  readonly values: Float32Array;
  readonly width: number;
  readonly height: number;
}

/**
 * Sums relevance over the channels: [C,H,W] → [H,W].
 *
 * @param relevance Row-major.
 */
export function poolChannels(
  relevance: Float32Array,
  shape: readonly [number, number, number],
): RelevanceMap {
  const [channels, height, width] = shape;
  const size = height * width;
  requireLength(relevance, channels * size, `relevance [${shape.join(',')}]`);
  const values = Float32Array.from({length: size}, (_, i) => {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += relevance[c * size + i]!;
    return sum;
  });
  return {values, width, height};
}

/**
 * One sample's relevance as a picture, summed over channels.
 *
 * @param relevance [N,C,H,W] or [N,H,W,C], as `layout` says.
 * @returns         null where the input is no picture, such as [N,F].
 */
export function pictureOf(
  relevance: Tensor,
  sample: number,
  layout: Graph['layout'],
): RelevanceMap | null {
  if (relevance.shape.length !== 4) return null;
  const data = sampleOf(relevance, sample);
  const [, a, b, c] = relevance.shape as readonly [number, number, number, number];
  if (layout === 'channels-first') return poolChannels(data, [a, b, c]);
  const values = Float32Array.from({length: a * b}, (_, i) => {
    let sum = 0;
    for (let channel = 0; channel < c; channel++) sum += data[i * c + channel]!;
    return sum;
  });
  return {values, width: b, height: a};
}

/**
 * One sample of a batch, as a view: [N,…] → [… flat].
 *
 * @throws PlotError `plot/shape` where there is no such sample.
 */
export function sampleOf(batch: Tensor, sample: number): Float32Array {
  const count = batch.shape[0] ?? 0;
  if (!Number.isInteger(sample) || sample < 0 || sample >= count) {
    throw new PlotError('plot/shape', `sample ${sample} of ${count}: expected 0 to ${count - 1}`);
  }
  const size = batch.data.length / count;
  return batch.data.subarray(sample * size, (sample + 1) * size);
}

export interface LimitOptions {
  /**
   * Which share of the non-zero |R| lies within the limit, 0 < q ≤ 1. Below 1 a few outliers no
   * longer fade everything else; they saturate.
   * @default 1, the largest |R|
   */
  readonly quantile?: number;
}

/**
 * The bound of one colour scale for maps that are compared: max |R| over all of them.
 *
 * @returns 0 where there is no relevance at all.
 * @throws  PlotError `plot/not-finite` or `plot/limit`.
 */
export function sharedLimit(
  maps: readonly {readonly values: Float32Array}[],
  {quantile = 1}: LimitOptions = {},
): number {
  if (!(quantile > 0 && quantile <= 1)) {
    throw new PlotError('plot/limit', `quantile: expected 0 < q ≤ 1, got ${quantile}`);
  }
  maps.forEach((map, i) => {
    requireFinite(map.values, `map ${i}`);
  });
  if (quantile === 1) {
    let limit = 0;
    for (const {values} of maps) for (const r of values) limit = Math.max(limit, Math.abs(r));
    return limit;
  }
  const sizes = new Float64Array(maps.reduce((sum, {values}) => sum + values.length, 0));
  let count = 0;
  for (const {values} of maps) for (const r of values) if (r !== 0) sizes[count++] = Math.abs(r);
  const sorted = sizes.subarray(0, count).sort();
  return sorted[Math.ceil(quantile * sorted.length) - 1] ?? 0;
}

/** Refuses maps whose numbers do not fit their shape, and NaN. */
export function requireMap(map: RelevanceMap, where: string): void {
  if (
    !(Number.isInteger(map.width) && Number.isInteger(map.height) && map.width * map.height > 0)
  ) {
    throw new PlotError('plot/shape', `${where}: ${map.width}×${map.height} is no picture`);
  }
  requireLength(map.values, map.width * map.height, where);
  requireFinite(map.values, where);
}

/** Refuses limits that are no scale; 0 is allowed and means that there is nothing to see. */
export function requireLimit(limit: number, where: string): void {
  if (!(Number.isFinite(limit) && limit >= 0)) {
    throw new PlotError('plot/limit', `${where}: expected a limit ≥ 0, got ${limit}`);
  }
}

function requireLength(values: Float32Array, expected: number, where: string): void {
  if (values.length !== expected) {
    throw new PlotError(
      'plot/shape',
      `${where}: expected ${expected} numbers, got ${values.length}`,
    );
  }
}
