import {InvalidArgumentError} from 'commander';

/** Names with commas between. @throws InvalidArgumentError */
export function parseNames(text: string): readonly string[] {
  const names = text.split(',').map(name => name.trim());
  if (names.some(name => name === ''))
    throw new InvalidArgumentError('write names with commas between, such as horse,person');
  return names;
}

/** A whole number from 1. @throws InvalidArgumentError */
export function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1)
    throw new InvalidArgumentError('write a whole number from 1');
  return count;
}

/** A seed: a whole number from 0, as in the language. @throws InvalidArgumentError */
export function parseSeed(text: string): number {
  const seed = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(seed)) throw new InvalidArgumentError('write a whole number from 0');
  return seed;
}

/** A share as `5%` or `0.05`, from 0 to 1. @throws InvalidArgumentError */
export function parseTolerance(text: string): number {
  const match = /^(\d+(?:\.\d+)?|\.\d+)\s*(%?)$/.exec(text.trim());
  const share = match === null ? Number.NaN : Number(match[1]) / (match[2] === '%' ? 100 : 1);
  if (!(share >= 0 && share <= 1))
    throw new InvalidArgumentError('write a share such as 5% or 0.05, at most 100%');
  return share;
}

/** Every time an option is given adds one. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
