import {inspect} from 'node:util';
import type ts from 'typescript';
import type {MimeBundle} from '../../src/plot/mime-bundle.js';

/**
 * What TypeScript knows about a name, as text and as Markdown.
 *
 * @param value The name's value where it is a variable of the cells; shown where more is asked for.
 */
export function toInspection(
  info: ts.QuickInfo,
  plain: string,
  value: {readonly value: unknown} | null,
): MimeBundle {
  const declared = textOf(info.displayParts);
  const documented = textOf(info.documentation);
  const tags = (info.tags ?? []).map(({name, text}) => `*@${name}* ${textOf(text)}`.trim());
  const printed = value === null ? null : print(value.value);
  const markdown = [
    fence('ts', declared),
    documented,
    tags.join('  \n'),
    ...(printed === null ? [] : ['Its value:', fence('', printed)]),
  ].filter(part => part !== '');
  return {
    data: {
      'text/plain': printed === null ? plain : `${plain}\n\n= ${printed}`,
      'text/markdown': markdown.join('\n\n'),
    },
    metadata: {},
  };
}

/** True for a name that TypeScript does not know; it says `any` of those, and nothing else. */
export function isUnknown({displayParts}: ts.QuickInfo): boolean {
  return textOf(displayParts) === 'any';
}

function textOf(parts: readonly ts.SymbolDisplayPart[] | undefined): string {
  return (parts ?? []).map(({text}) => text).join('');
}

function fence(language: string, text: string): string {
  if (text === '') return '';
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language}\n${text}\n${ticks}`;
}

function print(value: unknown): string {
  try {
    return typeof value === 'function' ? String(value) : inspect(value);
  } catch {
    return '[a value that cannot be printed]';
  }
}
