import type {Result} from '../src/errors/diagnostic.js';
import {displayWidth} from './display-width.js';
import type {Row} from './format-rows.js';
import {arrangeRows} from './format-rows.js';
import type {Word} from './format-tokens.js';
import {formatTokens, joinWords} from './format-tokens.js';
import {lex} from './lex.js';
import {parse} from './parse.js';
import {segment} from './segment.js';
import {isA, Use} from './tokens.js';

const maxWidth = 100;
/** Selectors wider than this are not lined up: the rules would stand too far away. */
const maxAligned = 48;

/**
 * Brings a script into its canonical form: one statement a line, two spaces in a plan, `use` lined up,
 * ASCII names of rules; comments stay. The meaning is the same, and formatting again changes nothing.
 * Text with mistakes in its words or grammar is refused with all of them.
 */
export function format(text: string, {file}: {readonly file: string}): Result<string> {
  const {diagnostics} = parse(text, file);
  if (diagnostics.length > 0) return {ok: false, diagnostics};
  const {tokens, comments} = lex(text, file);
  const rows = arrangeRows(segment(tokens, file).pieces, comments);
  const columns = useColumns(rows);
  const lines = rows.flatMap((row, index) => [
    ...(row.gap ? [''] : []),
    ...writeRow(row, columns[index]!),
  ]);
  return {ok: true, value: lines.map(line => `${line}\n`).join(''), warnings: []};
}

/** Words before and from `use` on; all of them before it where there is none. */
function splitAtUse(row: Row): readonly [readonly Word[], readonly Word[]] {
  const words = formatTokens(row.tokens);
  const use = row.tokens.findIndex(token => isA(token, Use));
  return use < 0 || row.kind !== 'assignment'
    ? [words, []]
    : [words.slice(0, use), words.slice(use)];
}

/** For each row the width of the selectors it is lined up with; 0 where it is not. */
function useColumns(rows: readonly Row[]): readonly number[] {
  const columns = rows.map(() => 0);
  let group: number[] = [];
  const close = (): void => {
    const widths = group.map(index => displayWidth(joinWords(splitAtUse(rows[index]!)[0])));
    const widest = widths.reduce((most, width) => Math.max(most, width), 0);
    for (const index of group) columns[index] = widest <= maxAligned ? widest : 0;
    group = [];
  };
  for (const [index, row] of rows.entries()) {
    // A plan is one group; outside of plans an empty line ends a group.
    const ends =
      row.kind === 'assignment' || row.kind === 'comment' ? row.gap && row.indent === 0 : true;
    if (ends) close();
    if (row.kind === 'assignment') group.push(index);
  }
  close();
  return columns;
}

function writeRow(row: Row, column: number): readonly string[] {
  const indent = '  '.repeat(row.indent);
  if (row.kind === 'comment') return [`${indent}${row.comment}`];
  const [head, tail] = splitAtUse(row);
  const start = joinWords(head);
  const padding =
    tail.length === 0 ? '' : ' '.repeat(Math.max(0, column - displayWidth(start)) + 1);
  const lines = breakLines(`${indent}${start}${padding}${joinWords(tail)}`, [...head, ...tail], {
    indent,
    head: `${indent}${start}${padding}`,
    skip: tail.length === 0 ? 0 : head.length,
  });
  const last = lines.length - 1;
  return row.comment === null
    ? lines
    : lines.map((line, index) => (index === last ? `${line}  ${row.comment}` : line));
}

/** Breaks a line that is too long behind commas, as many items a line as fit. */
function breakLines(
  whole: string,
  words: readonly Word[],
  {indent, head, skip}: {indent: string; head: string; skip: number},
): readonly string[] {
  if (displayWidth(whole) <= maxWidth || !words.some(word => word.breakable)) return [whole];
  const lines: string[] = [];
  let line = skip === 0 ? indent : head;
  let width = displayWidth(line);
  let fresh = true;
  for (const item of itemsOf(words.slice(skip))) {
    const text = joinWords(item);
    const space = !fresh && item[0]!.spaced ? 1 : 0;
    const itemWidth = displayWidth(text);
    if (!fresh && item[0]!.breakable && width + space + itemWidth > maxWidth) {
      lines.push(line);
      line = `${indent}  `;
      width = indent.length + 2;
      fresh = true;
    }
    const gap = !fresh && item[0]!.spaced ? ' ' : '';
    line += `${gap}${text}`;
    width += gap.length + itemWidth;
    fresh = false;
  }
  return [...lines, line];
}

/** Words in groups that stay together: a line is broken between them only. */
function itemsOf(words: readonly Word[]): readonly (readonly Word[])[] {
  const items: Word[][] = [];
  for (const [index, word] of words.entries()) {
    if (index === 0 || word.breakable) items.push([word]);
    else items.at(-1)!.push(word);
  }
  return items;
}
