import type {Diagnostic, Span} from '../src/errors/diagnostic.js';
import {displayCells} from './display-width.js';

/** Columns of a line that are shown at most; what is longer is cut around its span. */
const maxColumns = 160;

/** Letters of a message or file name that are shown at most. */
const maxText = 1000;

export interface RenderOptions {
  /** Colours the frames with terminal codes. */
  readonly colour: boolean;
}

type Paint = (style: 'error' | 'warning' | 'note' | 'frame' | 'strong', text: string) => string;

const styles = {error: '1;31', warning: '1;33', note: '1;36', frame: '34', strong: '1'} as const;

/** A source cut into lines once, however many diagnostics point into it. */
type Lines = readonly {readonly start: number; readonly text: string}[];

/**
 * Draws diagnostics with the text they speak of, carets under it and the hint behind them.
 *
 * @param sources Texts by the file names of the spans; without its text a place is only named.
 */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  {colour}: RenderOptions,
): string {
  const paint: Paint = (style, text) =>
    colour && text !== '' ? `\u001b[${styles[style]}m${text}\u001b[0m` : text;
  const cut = new Map<string, Lines>();
  const linesOf = (file: string): Lines | null => {
    const source = sources.get(file);
    if (source === undefined) return null;
    const lines = cut.get(file) ?? cutLines(source);
    cut.set(file, lines);
    return lines;
  };
  return diagnostics.map(diagnostic => renderOne(diagnostic, linesOf, paint)).join('\n\n');
}

function renderOne(
  {severity, code, message, span, hint, related = []}: Diagnostic,
  linesOf: (file: string) => Lines | null,
  paint: Paint,
): string {
  const title = `${paint(severity, `${severity}[${code}]`)}${paint('strong', `: ${harmless(message)}`)}`;
  const parts = [
    title,
    renderPlace(span, harmless(hint ?? ''), severity, linesOf(span.file), paint),
  ];
  for (const {span: place, message: note} of related) {
    parts.push(`${paint('note', 'note')}: ${harmless(note)}`);
    parts.push(renderPlace(place, '', 'note', linesOf(place.file), paint));
  }
  return parts.join('\n');
}

function harmless(text: string): string {
  return displayCells(text.slice(0, maxText))
    .map(cell => cell.text)
    .join('');
}

function renderPlace(
  span: Span,
  hint: string,
  style: 'error' | 'warning' | 'note',
  lines: Lines | null,
  paint: Paint,
): string {
  const marked = lines === null ? [] : markLines(span, lines);
  const width = Math.max(1, ...marked.map(({number}) => String(number).length));
  const gap = ' '.repeat(width);
  const place = `${harmless(span.file)}:${span.line}:${span.column}`;
  const arrow = `${gap}${paint('frame', '-->')} ${place}`;
  if (marked.length === 0) {
    return hint === '' ? arrow : `${arrow}\n${gap} ${paint('frame', '=')} ${hint}`;
  }
  const bar = paint('frame', '|');
  const rows = [arrow, `${gap} ${bar}`];
  for (const [index, {number, text, indent, carets}] of marked.entries()) {
    // Lines between the first and the last of a span are left out.
    if (index > 0 && number > marked[index - 1]!.number + 1) rows.push(paint('frame', '...'));
    const label = paint('frame', String(number).padStart(width));
    rows.push(`${label} ${bar} ${text}`.trimEnd());
    const behind = index === marked.length - 1 && hint !== '' ? ` ${hint}` : '';
    const underline = paint(style, `${'^'.repeat(carets)}${behind}`);
    rows.push(`${gap} ${bar} ${' '.repeat(indent)}${underline}`);
  }
  return rows.join('\n');
}

interface MarkedLine {
  readonly number: number;
  readonly text: string;
  readonly indent: number;
  readonly carets: number;
}

/** The first and the last line of a span with the columns it takes there. */
function markLines(span: Span, lines: Lines): readonly MarkedLine[] {
  const first = Math.min(span.line, lines.length) - 1;
  const start = lines[first]!;
  if (span.end <= start.start + start.text.length) {
    return [markLine(first + 1, start, span.start, span.end)];
  }
  const end = Math.max(span.end, span.start + 1);
  const last = lines.findLastIndex(line => line.start < end);
  const head = markLine(first + 1, start, span.start, start.start + start.text.length);
  if (last <= first) return [head];
  const tail = lines[last]!;
  const indent = /^\s*/.exec(tail.text)![0].length;
  return [head, markLine(last + 1, tail, tail.start + indent, span.end)];
}

function markLine(number: number, line: Lines[number], start: number, end: number): MarkedLine {
  const from = start - line.start;
  const to = end - line.start;
  // A line of a megabyte must not be measured letter by letter.
  const window = cutWindow(line.text, from);
  const cells = displayCells(window.text);
  const before = cells.filter(cell => cell.end + window.offset <= from);
  const inside = cells.filter(
    cell => cell.end + window.offset > from && cell.start + window.offset < to,
  );
  const sum = (some: typeof cells): number => some.reduce((total, cell) => total + cell.width, 0);
  return {
    number,
    text: `${window.before}${cells.map(cell => cell.text).join('')}${window.after}`,
    indent: window.before.length + sum(before),
    carets: Math.max(1, sum(inside)),
  };
}

function cutWindow(
  text: string,
  from: number,
): {text: string; offset: number; before: string; after: string} {
  if (text.length <= maxColumns) return {text, offset: 0, before: '', after: ''};
  const offset = from < maxColumns - 60 ? 0 : from - 40;
  const end = offset + maxColumns;
  return {
    text: text.slice(offset, end),
    offset,
    before: offset > 0 ? '…' : '',
    after: end < text.length ? '…' : '',
  };
}

function cutLines(source: string): Lines {
  const lines: {start: number; text: string}[] = [];
  let start = 0;
  for (const {0: end, index} of source.matchAll(/\r\n|\n|\r/g)) {
    lines.push({start, text: source.slice(start, index)});
    start = index + end.length;
  }
  lines.push({start, text: source.slice(start)});
  return lines;
}
