import {LrpError} from '../../errors/lrp-error.js';
import {didYouMean} from '../../errors/suggest.js';

/** How far pictures are changed while training; each number is the end of a range around "not at all". */
export interface AugmentOptions {
  /** Degrees: turned by −rotate … rotate about the middle; at most 180. */
  readonly rotate: number;
  /** Share of height and width: moved by −shift … shift of them; at most 1. */
  readonly shift: number;
  /** Share: made larger or smaller by a factor between 1/(1+zoom) and 1+zoom, even on a logarithmic scale; at most 3. */
  readonly zoom: number;
  /** Probability, 0 … 1, that a picture is mirrored left to right. */
  readonly flip: number;
  /** Probability, 0 … 1, that it is mirrored top to bottom. @default 0 */
  readonly flipVertical?: number;
  /**
   * Share: brightness, contrast, saturation and the gain of each channel are multiplied by a factor in
   * 1−colour … 1+colour each, channels by a third of that; at most 1.
   */
  readonly colour: number;
}

/** Turns nothing: every range is zero. */
export const noAugment: AugmentOptions = {rotate: 0, shift: 0, zoom: 0, flip: 0, colour: 0};

const limits: readonly (readonly [keyof AugmentOptions, number, string])[] = [
  ['rotate', 180, 'degrees'],
  ['shift', 1, 'share of the picture'],
  ['zoom', 3, 'share'],
  ['flip', 1, 'probability'],
  ['flipVertical', 1, 'probability'],
  ['colour', 1, 'share'],
];

/**
 * The options with what is not named left as it is.
 *
 * @throws LrpError `augment/unknown`, `augment/range`.
 */
export function completeAugment(options: Partial<AugmentOptions>): AugmentOptions {
  const names = limits.map(([name]) => name);
  const unknown = Object.keys(options).find(name => !(names as readonly string[]).includes(name));
  if (unknown !== undefined) {
    const hint = didYouMean(unknown, names);
    throw new LrpError(
      'augment/unknown',
      `there is no change "${unknown}"; there are ${names.join(', ')}${hint === null ? '' : `; ${hint}`}`,
    );
  }
  const named = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  );
  for (const [name, most, unit] of limits) {
    const value: unknown = named[name] ?? 0;
    if (!(typeof value === 'number' && value >= 0 && value <= most)) {
      throw new LrpError(
        'augment/range',
        `${name}: expected 0 ≤ ${name} ≤ ${most} (${unit}), got ${String(value)}`,
      );
    }
  }
  return {...noAugment, ...named};
}
