import type {Random} from '../../src/data/random.js';

/** How far a digit is bent at most, drawn evenly from −limit…limit. */
export const augmentation = {
  /** Degrees. */
  rotation: 12,
  /** Pixels, each way. */
  shift: 2,
  /** Share of the size, each way on its own. */
  zoom: 0.12,
  /** Horizontal pixels per vertical pixel. */
  shear: 0.15,
} as const;

const SIDE = 28;
const MIDDLE = (SIDE - 1) / 2;

/**
 * Writes a digit, turned, sheared, zoomed and shifted by chance, into `target` as values in 0…1:
 * each target pixel looks up its place in the source, between pixels linearly, black outside.
 */
export function augmentInto(target: Float32Array, pixels: Uint8Array, random: Random): void {
  const limit = (size: number): number => random.between(-size, size);
  const angle = (limit(augmentation.rotation) * Math.PI) / 180;
  const zoomX = 1 + limit(augmentation.zoom);
  const zoomY = 1 + limit(augmentation.zoom);
  const shear = limit(augmentation.shear);
  const shiftX = limit(augmentation.shift);
  const shiftY = limit(augmentation.shift);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  for (let row = 0; row < SIDE; row += 1) {
    for (let column = 0; column < SIDE; column += 1) {
      const x = column - MIDDLE - shiftX;
      const y = row - MIDDLE - shiftY;
      const turnedX = cos * x + sin * y;
      const turnedY = cos * y - sin * x;
      target[row * SIDE + column] =
        lookUp(pixels, MIDDLE + zoomX * (turnedX + shear * turnedY), MIDDLE + zoomY * turnedY) /
        255;
    }
  }
}

function lookUp(pixels: Uint8Array, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const [right, down] = [x - left, y - top];
  return (
    (1 - down) * ((1 - right) * at(pixels, left, top) + right * at(pixels, left + 1, top)) +
    down * ((1 - right) * at(pixels, left, top + 1) + right * at(pixels, left + 1, top + 1))
  );
}

function at(pixels: Uint8Array, column: number, row: number): number {
  const inside = column >= 0 && column < SIDE && row >= 0 && row < SIDE;
  return inside ? pixels[row * SIDE + column]! : 0;
}
