/** A place of a picture's pixels: `data` from `offset`, [H,W,3], RGB, 0…255. */
export interface PixelPlace {
  readonly data: Uint8Array;
  readonly offset: number;
}

/** A part of a picture that is looked at: where it begins, in pixels of the whole picture's own size. */
export interface View {
  readonly left: number;
  readonly top: number;
  /** Of the whole picture. */
  readonly height: number;
  readonly width: number;
}

/**
 * Writes a picture moved by an affine map, each pixel read between its four neighbours (bilinear); beyond the
 * borders the picture goes on as its mirror image (d c b a | a b c d | d c b a).
 *
 * @param from Where a pixel of the result is taken from: see `Change`.
 * @param view Which part of the source the result is of, where it is not all of it; it may reach over the borders.
 */
export function resample(
  source: PixelPlace,
  target: PixelPlace,
  {height, width}: {readonly height: number; readonly width: number},
  from: readonly [number, number, number, number, number, number],
  view: View = {left: 0, top: 0, height, width},
): void {
  const [a, b, c, d, e, f] = from;
  const middleX = (width - 1) / 2;
  const middleY = (height - 1) / 2;
  const {data: pixels} = source;
  const {data: out} = target;
  let at = target.offset;
  for (let row = 0; row < height; row += 1) {
    const y = row - middleY;
    for (let column = 0; column < width; column += 1) {
      const x = column - middleX;
      const fromX = a * x + b * y + c + middleX + view.left;
      const fromY = d * x + e * y + f + middleY + view.top;
      const left = Math.floor(fromX);
      const top = Math.floor(fromY);
      const alongX = fromX - left;
      const alongY = fromY - top;
      const x0 = mirrored(left, view.width) * 3;
      const x1 = mirrored(left + 1, view.width) * 3;
      const y0 = mirrored(top, view.height) * view.width * 3 + source.offset;
      const y1 = mirrored(top + 1, view.height) * view.width * 3 + source.offset;
      const w11 = alongX * alongY;
      const w01 = alongX - w11;
      const w10 = alongY - w11;
      const w00 = 1 - alongX - w10;
      for (let channel = 0; channel < 3; channel += 1) {
        out[at] =
          w00 * pixels[y0 + x0 + channel]! +
          w01 * pixels[y0 + x1 + channel]! +
          w10 * pixels[y1 + x0 + channel]! +
          w11 * pixels[y1 + x1 + channel]! +
          0.5;
        at += 1;
      }
    }
  }
}

/** The pixel, 0 … count−1, whose mirror image stands at `place`. */
function mirrored(place: number, count: number): number {
  if (place >= 0 && place < count) return place;
  const period = 2 * count;
  const along = ((place % period) + period) % period;
  return along < count ? along : period - 1 - along;
}
