import {InvalidArgumentError} from 'commander';
import {noAugment, type AugmentOptions} from '../../data/augment/augment-options.js';
import {didYouMean} from '../../errors/suggest.js';
import type {Schedule} from '../../train/train-options.js';

function numberIn(text: string): number | null {
  const value = Number(text);
  return text.trim() === '' || !Number.isFinite(value) ? null : value;
}

/** A whole number from `least`. */
export function parseWhole(least: number): (text: string) => number {
  return text => {
    const value = numberIn(text);
    if (value === null || !Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`write a whole number from ${least}`);
    return value;
  };
}

/** A number above 0. */
export function parsePositive(text: string): number {
  const value = numberIn(text);
  if (value === null || value <= 0) throw new InvalidArgumentError('write a number above 0');
  return value;
}

/** A number from 0. */
export function parseNotNegative(text: string): number {
  const value = numberIn(text);
  if (value === null || value < 0) throw new InvalidArgumentError('write a number from 0');
  return value;
}

/** 0 ≤ share < 1. */
export function parseShare(text: string): number {
  const value = numberIn(text);
  if (value === null || value < 0 || value >= 1)
    throw new InvalidArgumentError('write a share from 0 to below 1, such as 0.25');
  return value;
}

/** `horse,person`. */
export function parseNames(text: string): readonly string[] {
  const names = text.split(',').map(name => name.trim());
  if (names.some(name => name === ''))
    throw new InvalidArgumentError('write names with commas between, such as horse,person');
  return names;
}

/** `4096,2048`, or `none`. */
export function parseHidden(text: string): readonly number[] {
  if (text === 'none') return [];
  const sizes = text.split(',').map(numberIn);
  if (!sizes.every(size => size !== null && Number.isSafeInteger(size) && size >= 1))
    throw new InvalidArgumentError('write sizes with commas between, such as 4096,2048, or none');
  return sizes as readonly number[];
}

/** `96`, or `96x128`: height and width. */
export function parseInputSize(text: string): readonly [number, number] {
  const sizes = text.split(/[x×]/).map(numberIn);
  const [height, width = height] = sizes;
  if (
    sizes.length > 2 ||
    ![height, width].every(size => Number.isSafeInteger(size) && (size as number) >= 1)
  )
    throw new InvalidArgumentError('write pixels, such as 96, or height and width: 96x128');
  return [height as number, width as number];
}

const depths = [11, 13, 16, 19] as const;

/** `vgg16`. */
export function parseArchitecture(text: string): 11 | 13 | 16 | 19 {
  const depth = depths.find(each => text === `vgg${each}`);
  if (depth === undefined) throw new InvalidArgumentError('one of vgg11, vgg13, vgg16, vgg19');
  return depth;
}

/** `constant`, `cosine`, `one-cycle`; the latter two with their warm-up: `cosine=0.1`. */
export function parseSchedule(text: string): Schedule {
  const [kind, share, ...rest] = text.split('=');
  const warmUp = share === undefined ? null : numberIn(share);
  const isShare = warmUp !== null && warmUp >= 0 && warmUp < 1;
  if (rest.length === 0 && (share === undefined || isShare)) {
    if (kind === 'constant' && share === undefined) return {kind};
    if (kind === 'cosine') return {kind, warmUp: warmUp ?? 0};
    if (kind === 'one-cycle') return {kind, warmUp: warmUp ?? 0.3};
  }
  throw new InvalidArgumentError(
    'write constant, cosine or one-cycle; the latter two may say how much of all steps warms up: cosine=0.1',
  );
}

/** `balanced`, `none`, or numbers, one a class. */
export function parseClassWeights(text: string): 'balanced' | 'none' | readonly number[] {
  if (text === 'balanced' || text === 'none') return text;
  const weights = text.split(',').map(numberIn);
  if (!weights.every(weight => weight !== null && weight > 0)) {
    throw new InvalidArgumentError(
      'write balanced, none, or numbers above 0 in the order of the classes: 1,2.5',
    );
  }
  return weights as readonly number[];
}

const ranges = ['rotate', 'shift', 'zoom', 'flip', 'flip-vertical', 'colour'] as const;

/** `rotate=10,shift=0.1,flip=0.5`; what is not named does not change. Bounds are checked where it is used. */
export function parseAugment(text: string): AugmentOptions {
  const entries = text.split(',').map(part => {
    const [name, value, ...rest] = part.split('=').map(each => each.trim());
    const known = ranges.find(range => range === name);
    if (known === undefined) {
      const hint = didYouMean(name ?? '', ranges);
      throw new InvalidArgumentError(
        `"${name}" is none of ${ranges.join(', ')}${hint === null ? '' : `; ${hint}`}`,
      );
    }
    const number = value === undefined || rest.length > 0 ? null : numberIn(value);
    if (number === null)
      throw new InvalidArgumentError(`write ${known} with a number, such as ${known}=0.1`);
    return [known === 'flip-vertical' ? 'flipVertical' : known, number] as const;
  });
  const names = entries.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new InvalidArgumentError(`"${twice}" is named twice`);
  return {...noAugment, ...Object.fromEntries(entries)};
}
