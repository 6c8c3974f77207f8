import {ModelError} from '../../errors/model-error.js';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The field of that name, or undefined. Looks at own fields only; `snake_case` also finds `camelCase`. */
export function fieldOf(object: JsonObject, key: string): unknown {
  for (const name of [key, key.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase())]) {
    if (Object.hasOwn(object, name)) return object[name];
  }
  return undefined;
}

/** `channelsLast`, `channels_last` → `channels_last`. */
export function toSnakeCase(text: string): string {
  return text.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

const LARGEST = 2 ** 31 - 1;

/** The settings of one layer, read field by field. Every getter throws `model/layer-config`. */
export class Config {
  /** Names the layer in messages: `layer "conv1" (Conv2D)`. */
  readonly where: string;
  readonly object: JsonObject;

  constructor(where: string, object: JsonObject) {
    this.where = where;
    this.object = object;
  }

  raw(key: string): unknown {
    return fieldOf(this.object, key);
  }

  fail(key: string, allowed: string): ModelError {
    const came = JSON.stringify(this.raw(key)) ?? 'nothing';
    const short = came.length > 80 ? `${came.slice(0, 77)}…` : came;
    return new ModelError(
      'model/layer-config',
      `${this.where}: "${key}" must be ${allowed}, got ${short}`,
    );
  }

  /** A text in snake case, one of those allowed. */
  choice<Word extends string>(key: string, allowed: readonly Word[], fallback: Word): Word {
    const value = this.raw(key) ?? fallback;
    const word = typeof value === 'string' ? toSnakeCase(value) : null;
    const found = allowed.find(candidate => candidate === word);
    if (found === undefined) throw this.fail(key, allowed.map(each => `"${each}"`).join(' or '));
    return found;
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.raw(key) ?? fallback;
    if (typeof value !== 'boolean') throw this.fail(key, 'true or false');
    return value;
  }

  number(key: string, fallback: number | null): number {
    const value = this.raw(key) ?? fallback;
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      throw this.fail(key, 'a finite number');
    }
    return value;
  }

  /** A whole number from 1. */
  count(key: string, fallback: number | null): number {
    const value = this.raw(key) ?? fallback;
    if (!isCount(value)) throw this.fail(key, 'a whole number above 0');
    return value;
  }

  /** One count an axis; one number stands for all. */
  counts(key: string, length: number, fallback: number | null): readonly number[] {
    const value = this.raw(key) ?? fallback;
    if (isCount(value)) return Array.from({length}, () => value);
    if (Array.isArray(value) && value.length === length && value.every(isCount)) return value;
    throw this.fail(key, `a whole number above 0, or a list of ${length}`);
  }
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) <= LARGEST;
}
