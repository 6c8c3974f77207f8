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
