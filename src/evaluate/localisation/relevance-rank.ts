import {voidIndex} from '../../data/voc/voc-colours.js';

/**
 * The share of the K most relevant pixels that lie inside a mask, 0…1, with K the number of pixels inside: the relevance
 * rank accuracy of Arras et al. 2022. Where several pixels tie for the last places, the value expected of drawing among
 * them: their places times the share of them inside.
 *
 * @param pooled [H·W], channels pooled; signs count.
 * @param mask   [H·W], 1 inside, 0 outside, `voidIndex` where a pixel counts as neither.
 */
export function relevanceRank(pooled: ArrayLike<number>, mask: Uint8Array): number {
  const counted: number[] = [];
  let places = 0;
  for (let pixel = 0; pixel < mask.length; pixel += 1) {
    if (mask[pixel] === voidIndex) continue;
    counted.push(pooled[pixel]!);
    if (mask[pixel] === 1) places += 1;
  }
  const last = Float64Array.from(counted).sort()[counted.length - places]!;
  let [above, hits, tied, tiedInside] = [0, 0, 0, 0];
  for (let pixel = 0; pixel < mask.length; pixel += 1) {
    if (mask[pixel] === voidIndex || pooled[pixel]! < last) continue;
    const inside = mask[pixel] === 1 ? 1 : 0;
    if (pooled[pixel]! > last) {
      above += 1;
      hits += inside;
    } else {
      tied += 1;
      tiedInside += inside;
    }
  }
  return (hits + ((places - above) * tiedInside) / tied) / places;
}
