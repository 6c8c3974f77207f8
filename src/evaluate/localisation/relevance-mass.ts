import {voidIndex} from '../../data/voc/voc-colours.js';
import type {Shape} from '../../graph/graph.js';
import {areaShare} from './box-mask.js';

/**
 * Relevance pooled over the channels, a number a pixel [H·W]: the sum, before any part of it is taken as positive, so
 * that what a pixel's channels say against each other cancels.
 *
 * @param relevance [C,H,W] or [H,W,C], as `layout` says; unit: the target's score.
 */
export function pooledRelevance(
  relevance: ArrayLike<number>,
  shape: Shape,
  layout: 'channels-first' | 'channels-last',
): Float64Array {
  const isFirst = layout === 'channels-first';
  const channels = shape[isFirst ? 0 : 2]!;
  const pixels = relevance.length / channels;
  const pooled = new Float64Array(pixels);
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      pooled[pixel]! += relevance[isFirst ? channel * pixels + pixel : pixel * channels + channel]!;
    }
  }
  return pooled;
}

/**
 * The share of the positive relevance that lies inside a mask, 0…1: μ = Σ_inside max(R,0) / Σ max(R,0). The relevance
 * mass accuracy of Arras et al. 2022 and the inside-total ratio μ of Kohlbrenner et al. 2020, on the union of a class's
 * boxes or masks. NaN where no pixel is positive.
 *
 * @param pooled [H·W], channels pooled.
 * @param mask   [H·W], 1 inside, 0 outside, `voidIndex` where a pixel counts as neither.
 */
export function relevanceMass(pooled: ArrayLike<number>, mask: Uint8Array): number {
  let [inside, total] = [0, 0];
  for (let pixel = 0; pixel < mask.length; pixel += 1) {
    if (mask[pixel] === voidIndex) continue;
    const positive = Math.max(0, pooled[pixel]!);
    total += positive;
    if (mask[pixel] === 1) inside += positive;
  }
  return total === 0 ? Number.NaN : inside / total;
}

/**
 * The inside-total ratio by the size of what is inside: μ_w = μ · S_tot / S_in, where S counts pixels. Relevance spread
 * evenly scores 1, all of it on a tenth of the picture 10. NaN where no pixel is positive.
 *
 * @see Kohlbrenner et al. 2020 (arXiv 1910.09840), weighted inside-total ratio μ_w.
 */
export function weightedMass(pooled: ArrayLike<number>, mask: Uint8Array): number {
  return relevanceMass(pooled, mask) / areaShare(mask);
}
