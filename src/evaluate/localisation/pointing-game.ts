import {voidIndex} from '../../data/voc/voc-colours.js';

/**
 * Whether the most relevant pixel lies inside a mask: 1 or 0; where several share the maximum, the share of them inside,
 * which is what drawing one of them gives on average. No tolerance around the mask.
 *
 * @param pooled [H·W], channels pooled; signs count.
 * @param mask   [H·W], 1 inside, 0 outside, `voidIndex` where a pixel counts as neither.
 * @see Zhang et al. 2018, section 4.1.
 */
export function pointingGame(pooled: ArrayLike<number>, mask: Uint8Array): number {
  let [most, tied, inside] = [Number.NEGATIVE_INFINITY, 0, 0];
  for (let pixel = 0; pixel < mask.length; pixel += 1) {
    if (mask[pixel] === voidIndex || pooled[pixel]! < most) continue;
    if (pooled[pixel]! > most) [most, tied, inside] = [pooled[pixel]!, 0, 0];
    tied += 1;
    if (mask[pixel] === 1) inside += 1;
  }
  return inside / tied;
}
