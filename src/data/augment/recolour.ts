import type {ColourChange} from './draw-change.js';
import type {PixelPlace} from './resample.js';

/** What grey is made of, as everywhere here: 0.299·R + 0.587·G + 0.114·B. */
const weights = [0.299, 0.587, 0.114] as const;

/**
 * Changes colours in place: each channel times its gain and the brightness; then the distance from the picture's
 * mean grey times the contrast; then the distance from the pixel's own grey times the saturation.
 * Rounded, and cut to 0…255.
 *
 * @param count How many pixels.
 */
export function recolour({data, offset}: PixelPlace, count: number, change: ColourChange): void {
  const {brightness, contrast, saturation, gains} = change;
  const [red, green, blue] = gains.map(gain => gain * brightness) as [number, number, number];
  const end = offset + count * 3;
  let sum = 0;
  for (let at = offset; at < end; at += 3) {
    sum +=
      weights[0] * red * data[at]! +
      weights[1] * green * data[at + 1]! +
      weights[2] * blue * data[at + 2]!;
  }
  const lift = (1 - contrast) * (sum / count);
  for (let at = offset; at < end; at += 3) {
    const r = contrast * red * data[at]! + lift;
    const g = contrast * green * data[at + 1]! + lift;
    const b = contrast * blue * data[at + 2]! + lift;
    const grey = (1 - saturation) * (weights[0] * r + weights[1] * g + weights[2] * b);
    data[at] = toByte(saturation * r + grey);
    data[at + 1] = toByte(saturation * g + grey);
    data[at + 2] = toByte(saturation * b + grey);
  }
}

function toByte(value: number): number {
  if (value <= 0) return 0;
  return value >= 255 ? 255 : (value + 0.5) | 0;
}
