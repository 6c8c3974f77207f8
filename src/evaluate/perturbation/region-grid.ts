import type {Extent} from '../../data/picture-header.js';
import {LrpError} from '../../errors/lrp-error.js';

/** A picture cut into squares, numbered row by row; those at the right and lower border may be smaller. */
export interface RegionGrid extends Extent {
  /** Side of a square in pixels. */
  readonly size: number;
  readonly columns: number;
  readonly rows: number;
  /** Squares in all. */
  readonly count: number;
}

/** @throws LrpError `evaluate/region` where the picture is not at least two regions. */
export function regionGrid({width, height}: Extent, size: number): RegionGrid {
  const [columns, rows] = [Math.ceil(width / size), Math.ceil(height / size)];
  if (columns * rows < 2) {
    throw new LrpError(
      'evaluate/region',
      `perturbation: a region of ${size}×${size} pixels is all of the ${height}×${width} that the network sees, so there is no order of regions; choose region=${Math.max(1, Math.floor(Math.min(width, height) / 12))}, or one between`,
    );
  }
  return {width, height, size, columns, rows, count: columns * rows};
}

/** Sums of a map [H·W] over each region [count]. */
export function regionSums(map: ArrayLike<number>, grid: RegionGrid): Float64Array {
  const {width, height, size, columns, count} = grid;
  const sums = new Float64Array(count);
  for (let y = 0, pixel = 0; y < height; y += 1) {
    const first = Math.floor(y / size) * columns;
    for (let x = 0; x < width; x += 1, pixel += 1)
      sums[first + Math.floor(x / size)]! += map[pixel]!;
  }
  return sums;
}

/**
 * Regions in falling and in rising order of relevance. Equal ones follow `ties` in both, so that turning the sign of all
 * relevance swaps the two orders exactly, and a constant map has one order only.
 *
 * @param relevance [count]
 * @param ties      [count], all different: among equals the lowest comes first.
 */
export function orderRegions(
  relevance: Float64Array,
  ties: readonly number[],
): {readonly most: Uint32Array; readonly least: Uint32Array} {
  const all = Uint32Array.from(relevance, (_, region) => region);
  const rising = (a: number, b: number): number =>
    relevance[a]! - relevance[b]! || ties[a]! - ties[b]!;
  const falling = (a: number, b: number): number =>
    relevance[b]! - relevance[a]! || ties[a]! - ties[b]!;
  return {most: all.slice().sort(falling), least: all.sort(rising)};
}

/** Copies a region from one picture into another. @param planes C; pictures are [C,H,W]. */
export function copyRegion(
  from: Float32Array,
  to: Float32Array,
  region: number,
  planes: number,
  {width, height, size, columns}: RegionGrid,
): void {
  const [left, top] = [(region % columns) * size, Math.floor(region / columns) * size];
  const [right, bottom] = [Math.min(width, left + size), Math.min(height, top + size)];
  for (let plane = 0; plane < planes; plane += 1) {
    for (let y = top; y < bottom; y += 1) {
      const row = (plane * height + y) * width;
      // Rows are short: this is faster than subarray and set.
      for (let at = row + left; at < row + right; at += 1) to[at] = from[at]!;
    }
  }
}
