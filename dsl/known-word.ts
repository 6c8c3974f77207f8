import {didYouMean} from '../src/errors/suggest.js';
import type {Code} from './codes.js';
import {errorAt} from './report.js';
import type {Scope} from './scope.js';
import type {Name} from './tree.js';

/** The word if it is one of those allowed, or null with the reason reported. */
export function knownWord<Word extends string>(
  {text, span}: Name,
  allowed: readonly Word[],
  code: Code,
  problem: string,
  scope: Scope,
): Word | null {
  const word = allowed.find(candidate => candidate === text);
  if (word !== undefined) return word;
  const hint = didYouMean(text, allowed) ?? `allowed: ${allowed.join(', ')}`;
  return scope.report(errorAt(code, span, `"${text}" ${problem}`, {hint}));
}
