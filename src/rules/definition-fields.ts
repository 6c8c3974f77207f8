import {LrpError} from '../errors/lrp-error.js';
import {didYouMean} from '../errors/suggest.js';
import {describeValue} from './read-shares.js';

/** Words the language does not take for names. */
export const reservedWords: readonly string[] = [
  ...['model', 'image', 'input', 'dataset', 'classes', 'let', 'plan', 'explain', 'check', 'show'],
  ...['compare', 'diff', 'evaluate', 'sweep', 'save', 'export', 'include', 'engine'],
  ...['as', 'for', 'with', 'use', 'extends', 'and', 'except'],
];

/** Longer names of rules and parameters are refused. */
export const longestName = 64;

/** Refuses a definition. */
export function refuse(message: string): never {
  throw new LrpError('rule/define', message);
}

/** An object without fields it should not have. */
export function checkFields(value: unknown, allowed: readonly string[], where: string): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    refuse(`${where}: expected an object, got ${describeValue(value)}`);
  for (const key of Object.keys(value)) {
    if (allowed.includes(key)) continue;
    const hint = didYouMean(key, allowed) ?? `it has ${allowed.join(', ')}`;
    refuse(`${where} has no field ${describeValue(key)}; ${hint}`);
  }
  return value;
}

/** A number that engines can hold. */
export function checkNumber(value: unknown, where: string): number {
  if (typeof value !== 'number' || !Number.isFinite(Math.fround(value)))
    refuse(`${where}: expected a number that is finite in float32, got ${describeValue(value)}`);
  return value;
}

/** A text; empty where there is none. */
export function checkText(value: unknown, where: string): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') refuse(`${where}: expected a text, got ${describeValue(value)}`);
  return value;
}
