import {ModelError} from '../../errors/model-error.js';
import type {JsonObject} from './config.js';
import {isJsonObject} from './config.js';

export type StoredType = 'float32' | 'float16' | 'uint8' | 'uint16' | 'int32' | 'bool';

/** How one weight lies in its group's bytes. */
export interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  /** Type of the weight itself; only float32 can be used, others may stand by. */
  readonly dtype: string;
  readonly stored: StoredType;
  /** value = number·scale + min, where the weight is quantised to whole numbers. */
  readonly scale: number;
  readonly min: number;
  /** Where it begins in the joined shards of the group, in bytes. */
  readonly offset: number;
  readonly bytes: number;
}

/** Weights that lie one after another in the joined shards `paths`. */
export interface WeightGroup {
  readonly paths: readonly string[];
  readonly weights: readonly WeightEntry[];
  readonly bytes: number;
}

const BYTES: Readonly<Record<StoredType, number>> = {
  float32: 4,
  float16: 2,
  uint8: 1,
  uint16: 2,
  int32: 4,
  bool: 1,
};

/** All weights of a model together, in the file as in memory, in bytes. */
const MAX_BYTES = 2 ** 32;

/**
 * Parses the `weightsManifest` and adds up its claims; no weight is read and nothing allocated.
 *
 * @throws ModelError `model/manifest`, `model/duplicate-weight`, `model/too-large`.
 */
export function parseManifest(value: unknown): readonly WeightGroup[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw manifestError('it must be a list');
  const names = new Set<string>();
  let total = 0;
  return value.map((group, index) => {
    const paths = isJsonObject(group) ? group['paths'] : undefined;
    const weights = isJsonObject(group) ? group['weights'] : undefined;
    if (!isTexts(paths) || !Array.isArray(weights)) {
      throw manifestError(`group ${index + 1} must have "paths" (a list of texts) and "weights"`);
    }
    let offset = 0;
    const entries = weights.map(weight => {
      const entry = parseWeight(weight, offset);
      if (names.has(entry.name)) {
        throw new ModelError(
          'model/duplicate-weight',
          `weightsManifest: two weights are called "${entry.name}"; save the model with different layer names`,
        );
      }
      names.add(entry.name);
      offset += entry.bytes;
      total += (entry.bytes / BYTES[entry.stored]) * 4;
      if (total > MAX_BYTES) {
        throw new ModelError(
          'model/too-large',
          `weightsManifest: with "${entry.name}" the weights take ${total} bytes; at most ${MAX_BYTES} are read`,
        );
      }
      return entry;
    });
    return {paths, weights: entries, bytes: offset};
  });
}

function parseWeight(value: unknown, offset: number): WeightEntry {
  const weight: JsonObject = isJsonObject(value) ? value : {};
  const {name, shape, dtype, quantization} = weight;
  if (typeof name !== 'string') throw manifestError('a weight has no name');
  if (!Array.isArray(shape) || !shape.every(isLength)) {
    throw manifestError(`weight "${name}": "shape" must be a list of whole numbers from 0`);
  }
  const quantised = isJsonObject(quantization) ? quantization : null;
  const stored = quantised?.['dtype'] ?? dtype;
  if (typeof dtype !== 'string' || !isStoredType(stored)) {
    throw manifestError(
      `weight "${name}": dtype ${JSON.stringify(stored)} cannot be read; allowed are ${Object.keys(BYTES).join(', ')}`,
    );
  }
  const whole = quantised !== null && stored !== 'float16';
  const scale = whole ? quantised['scale'] : 1;
  const min = whole ? (quantised['min'] ?? 0) : 0;
  if (!isFiniteNumber(scale) || !isFiniteNumber(min)) {
    throw manifestError(`weight "${name}": quantization needs a finite "scale" and "min"`);
  }
  const size = shape.reduce((product: number, length: number) => product * length, 1);
  return {name, shape, dtype, stored, scale, min, offset, bytes: size * BYTES[stored]};
}

function isStoredType(value: unknown): value is StoredType {
  return typeof value === 'string' && Object.hasOwn(BYTES, value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(each => typeof each === 'string');
}

function isLength(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isFiniteNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

function manifestError(why: string): ModelError {
  return new ModelError('model/manifest', `weightsManifest: ${why}; save the model again`);
}
