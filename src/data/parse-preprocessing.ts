import {LrpError} from '../errors/lrp-error.js';
import type {Preprocessing} from '../graph/preprocessing.js';
import {findPreprocessing} from './preprocess-presets.js';

/**
 * Reads what `--preprocess` was given: the name of a preset, which is not looked up yet, or a JSON object as in
 * `{"channels": "RGB", "scale": 0.00392157, "mean": [0, 0, 0], "std": [1, 1, 1]}`.
 *
 * @throws LrpError `preprocess/json`, `preprocess/field`.
 */
export function parseChoice(text: string): string | Preprocessing {
  const name = text.trim();
  return name.startsWith('{') ? parsePreprocessing(name, '--preprocess') : name;
}

/**
 * What `--preprocess` means for a network of that many channels.
 *
 * @param channels How many channels the network takes.
 * @throws LrpError `preprocess/…`.
 */
export function choosePreprocessing(text: string, channels: number): Preprocessing {
  const chosen = parseChoice(text);
  if (typeof chosen === 'string') return findPreprocessing(chosen, channels);
  const preprocessing = chosen;
  if (preprocessing.mean.length !== channels) {
    throw new LrpError(
      'preprocess/channels',
      `--preprocess: "${preprocessing.channels}" has ${preprocessing.mean.length} channels, but the network takes ${channels}`,
    );
  }
  return preprocessing;
}

/**
 * Parses and checks a preprocessing written as JSON, such as the one a model carries.
 *
 * @param where Names the place in errors, such as `model.onnx, metadata "lrplab.preprocessing"`.
 * @throws LrpError `preprocess/json` or `preprocess/field`.
 */
export function parsePreprocessing(text: string, where: string): Preprocessing {
  try {
    return checkPreprocessing(JSON.parse(text), where);
  } catch (error) {
    if (error instanceof LrpError) throw error;
    throw new LrpError('preprocess/json', `${where}: this is no JSON: ${String(error)}`, {
      cause: error,
    });
  }
}

/** Checks a value from outside field by field and gives it back clean, other fields left out. */
export function checkPreprocessing(value: unknown, where: string): Preprocessing {
  const fail = (field: string, allowed: string, came: unknown): LrpError =>
    new LrpError(
      'preprocess/field',
      `${where}: ${field} must be ${allowed}, got ${JSON.stringify(came) ?? 'nothing'}`,
    );
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw fail('a preprocessing', 'an object with channels, scale, mean and std', value);
  }
  const {channels, scale, mean, std} = value as Record<string, unknown>;
  if (channels !== 'RGB' && channels !== 'BGR' && channels !== 'L') {
    throw fail('channels', '"RGB", "BGR" or "L"', channels);
  }
  if (!isFiniteNumber(scale) || scale <= 0) throw fail('scale', 'a number above 0', scale);
  const count = channels === 'L' ? 1 : 3;
  if (!isNumbers(mean, count)) throw fail('mean', `${count} finite number(s)`, mean);
  if (!isNumbers(std, count) || std.some(number => number <= 0)) {
    throw fail('std', `${count} number(s) above 0`, std);
  }
  return {channels, scale, mean, std};
}

function isFiniteNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

function isNumbers(value: unknown, count: number): value is readonly number[] {
  return Array.isArray(value) && value.length === count && value.every(isFiniteNumber);
}
