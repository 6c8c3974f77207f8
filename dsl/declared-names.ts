import type {Line} from './segment.js';
import {isA, As, Head, Identifier, Let, Plan, StringText, Use} from './tokens.js';

/** Names that lines which could not be read would have declared, as far as their words tell. */
export interface DeclaredNames {
  has(name: string): boolean;
}

/** The last part of a path without its extension: the name of an image that was given none. */
export function stem(path: string): string {
  const last = path.split(/[\\/]/).at(-1) ?? '';
  return last.replace(/(?<=.)\.[^.]*$/, '');
}

/** Gathers the names broken lines would have given. */
export function declaredNames(lines: readonly Line[]): DeclaredNames {
  const names = new Set<string>();
  for (const line of lines) {
    // A line that gives a rule would have made the plan of the lines outside any plan.
    if (line.some(token => isA(token, Use))) names.add('main');
    // Of `plam talk {` nothing but the names is sure, so all of them count.
    const unknownHead = !isA(line[0], Head);
    for (const [index, token] of line.entries()) {
      if (!isA(token, Identifier, StringText)) continue;
      const text = isA(token, StringText) ? token.image.replace(/^["']|["']$/g, '') : token.image;
      const before = line[index - 1];
      if (unknownHead || isA(before, Plan, Let, As)) names.add(text);
      if (index === 1 || unknownHead) names.add(stem(text));
    }
  }
  return names;
}
