import type {Diagnostic} from '../src/errors/diagnostic.js';
import {errorAt} from './report.js';
import type {Name} from './tree.js';

/** The name under which a text finds the value that was put into it as its n-th, counted from 1. */
export function parameterName(number: number): string {
  return `\${${number}}`;
}

/** True for a value put into the text, where a name stands. */
export function isParameter({text}: Pick<Name, 'text'>): boolean {
  return /^\$\{\d+\}$/.test(text);
}

/** A value stands where something is to get a name. */
export function noName({span}: Name): Diagnostic {
  const message = 'a value put into the text cannot be a name';
  return errorAt('name/parameter', span, message, {hint: 'write the name itself'});
}
