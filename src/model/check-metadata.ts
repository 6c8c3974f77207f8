import {ModelError} from '../errors/model-error.js';
import type {Preprocessing} from '../graph/preprocessing.js';

/**
 * Checks that a value from outside is a list of class names.
 *
 * @param where What messages call its place.
 */
export function checkClasses(value: unknown, where: string): readonly string[] {
  if (!Array.isArray(value) || !value.every(item => typeof item === 'string')) {
    throw bad(where, 'expected a list of class names');
  }
  return value;
}

/** Checks that a value from outside says how pictures become the network's input. */
export function checkPreprocessing(value: unknown, where: string): Preprocessing {
  if (typeof value !== 'object' || value === null) {
    throw bad(where, 'expected {channels, scale, mean, std}');
  }
  const {channels, scale, mean, std} = value as Record<string, unknown> &
    Partial<Record<keyof Preprocessing, unknown>>;
  if (channels !== 'RGB' && channels !== 'BGR' && channels !== 'L') {
    throw bad(where, `channels must be "RGB", "BGR" or "L", got ${JSON.stringify(channels)}`);
  }
  if (typeof scale !== 'number' || !Number.isFinite(scale) || scale <= 0) {
    throw bad(where, `scale must be a number above 0, got ${JSON.stringify(scale)}`);
  }
  const count = channels === 'L' ? 1 : 3;
  if (!isNumbers(mean, count) || !isNumbers(std, count) || std.some(number => number <= 0)) {
    throw bad(where, `mean and std must hold ${count} numbers each, those of std above 0`);
  }
  return {channels, scale, mean, std};
}

function isNumbers(value: unknown, count: number): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.length === count &&
    value.every(item => typeof item === 'number' && Number.isFinite(item))
  );
}

function bad(where: string, what: string): ModelError {
  return new ModelError('model/bad-metadata', `${where}: ${what}`);
}
