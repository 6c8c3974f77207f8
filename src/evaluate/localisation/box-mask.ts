import type {PixelBox} from '../../data/voc/voc-dataset.js';

/** Width and height in pixels. */
export interface Extent {
  readonly width: number;
  readonly height: number;
}

/**
 * Where a box of a picture lies in what the network sees of it: scaled until the shorter side fits and cut to the
 * middle, as `readImage` does it; a picture of the right size stays as it is. Null where nothing of the box is seen.
 *
 * @param box     In pixels of the picture as its file holds it.
 * @param picture Size of that picture.
 * @param seen    Size of the network's input.
 */
export function boxInView(box: PixelBox, picture: Extent, seen: Extent): PixelBox | null {
  const across = fit(picture.width, seen.width, seen.height / picture.height);
  const down = fit(picture.height, seen.height, seen.width / picture.width);
  const left = Math.max(0, box.left * across.scale - across.cut);
  const right = Math.min(seen.width, box.right * across.scale - across.cut);
  const top = Math.max(0, box.top * down.scale - down.cut);
  const bottom = Math.min(seen.height, box.bottom * down.scale - down.cut);
  return left < right && top < bottom ? {left, top, right, bottom} : null;
}

/** One side scaled by its own ratio or the other side's, whichever is larger, and how much is cut before the middle. */
function fit(
  length: number,
  seen: number,
  other: number,
): {readonly scale: number; readonly cut: number} {
  const scaled = Math.max(seen, Math.round(length * Math.max(seen / length, other)));
  return {scale: scaled / length, cut: Math.floor((scaled - seen + 1) / 2)};
}

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

/** The share of the picture that a mask covers, 0…1: what relevance spread evenly would score. */
export function areaShare(mask: Uint8Array): number {
  return mask.reduce((sum, inside) => sum + inside, 0) / mask.length;
}
