import type {Random} from '../random.js';
import type {AugmentOptions} from './augment-options.js';

/** How one picture is changed. */
export interface Change {
  /**
   * Where a pixel of the result is taken from, about the middles of both: x' = a·x + b·y + c, y' = d·x + e·y + f,
   * in pixels.
   */
  readonly from: readonly [number, number, number, number, number, number];
  readonly colour: ColourChange | null;
}

/** Factors; 1 changes nothing. */
export interface ColourChange {
  readonly brightness: number;
  readonly contrast: number;
  readonly saturation: number;
  /** Of R, G and B. */
  readonly gains: readonly [number, number, number];
}

/** Channels are pulled apart by this part of the colour range: more looks like coloured light. */
const channelPart = 1 / 3;

/**
 * Draws how a picture of that size is changed. The same numbers are taken of `random` whatever the ranges are, so
 * that widening one leaves the others' draws as they were.
 */
export function drawChange(
  options: AugmentOptions,
  {height, width}: {readonly height: number; readonly width: number},
  random: Random,
): Change {
  const either = (range: number): number => random.between(-range, range);
  const angle = (either(options.rotate) * Math.PI) / 180;
  const right = either(options.shift) * width;
  const down = either(options.shift) * height;
  const scale = Math.exp(either(Math.log(1 + options.zoom)));
  const mirror = random.uniform() < options.flip ? -1 : 1;
  const upsideDown = random.uniform() < (options.flipVertical ?? 0) ? -1 : 1;
  const factor = (): number => 1 + either(options.colour);
  const gain = (): number => 1 + either(options.colour * channelPart);
  const colour: ColourChange = {
    brightness: factor(),
    contrast: factor(),
    saturation: factor(),
    gains: [gain(), gain(), gain()],
  };
  const cos = Math.cos(angle) / scale;
  const sin = Math.sin(angle) / scale;
  const turned = [mirror * cos, mirror * sin, -upsideDown * sin, upsideDown * cos] as const;
  const [a, b, d, e] = turned;
  return {
    from: [a, b, -a * right - b * down, d, e, -d * right - e * down],
    colour: options.colour === 0 ? null : colour,
  };
}
