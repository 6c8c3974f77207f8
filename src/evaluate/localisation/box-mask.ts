import type {Extent} from '../../data/picture-header.js';
import {voidIndex} from '../../data/voc/voc-colours.js';
import type {PixelBox} from '../../data/voc/voc-dataset.js';

/**
 * The pixels whose centre lies in one of the boxes: 1 there, 0 elsewhere, [H·W] row by row.
 *
 * @param boxes In pixels of what the network sees.
 */
export function boxMask(boxes: readonly PixelBox[], {width, height}: Extent): Uint8Array {
  const mask = new Uint8Array(width * height);
  for (const {left, top, right, bottom} of boxes) {
    // A centre stands half a pixel in: from the first one at or behind the edge to the last one before it.
    const last = Math.min(height, Math.ceil(bottom - 0.5));
    for (let y = Math.max(0, Math.ceil(top - 0.5)); y < last; y += 1) {
      const from = Math.max(0, Math.ceil(left - 0.5));
      const to = Math.min(width, Math.ceil(right - 0.5));
      if (from < to) mask.fill(1, y * width + from, y * width + to);
    }
  }
  return mask;
}

/** The share of the picture that a mask covers, 0…1: what relevance spread evenly would score. Void pixels do not count. */
export function areaShare(mask: Uint8Array): number {
  let [inside, all] = [0, 0];
  for (const value of mask) {
    if (value === voidIndex) continue;
    all += 1;
    if (value === 1) inside += 1;
  }
  return inside / all;
}
