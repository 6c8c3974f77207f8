import type {CustomPatternMatcherFunc, TokenType} from 'chevrotain';
import {allTokens, Identifier} from './tokens.js';

/** Words that cannot be names unless they stand in quotes. */
const reserved: ReadonlySet<string> = new Set(
  allTokens
    .filter((type: TokenType) => !(type.CATEGORIES ?? []).includes(Identifier))
    .map(({PATTERN}) => PATTERN)
    .filter(pattern => typeof pattern === 'string'),
);

/** True where a name can stand without quotes. */
export function isBareName(name: string): boolean {
  const matcher = Identifier.PATTERN as CustomPatternMatcherFunc;
  return !reserved.has(name) && matcher(name, 0, [], {})?.[0] === name;
}

/** A name as it can stand in a script: `seven`, `"2008_000008"`. */
export function writeName(name: string): string {
  return isBareName(name) ? name : JSON.stringify(name);
}
