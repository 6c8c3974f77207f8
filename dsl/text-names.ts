import {stem} from './declared-names.js';
import type {ContextName} from './language-context.js';
import {lex} from './lex.js';
import {mainPlan} from './plan-table.js';
import {readName} from './read-values.js';
import type {Line, Piece} from './segment.js';
import {segment} from './segment.js';
import * as t from './tokens.js';

/** A name that a text itself makes. */
export interface TextName extends ContextName {
  /** Where the statement that makes it begins and ends; UTF-16 offsets. */
  readonly start: number;
  readonly end: number;
  /** The statement as it stands there, a line each; of a plan its lines. */
  readonly source: readonly string[];
}

/** What a text says about names, mistakes elsewhere in it aside. */
export interface TextNames {
  readonly names: readonly TextName[];
  /** What its `classes` lists, null where it has none. */
  readonly classes: readonly string[] | null;
}

/** Gathers the names of a text from its tokens, so that lines which are not finished yet count as well. */
export function textNames(text: string): TextNames {
  return namesOf(segment(lex(text, '').tokens, '').pieces, text);
}

/** As {@link textNames}, of a text that is cut already. */
export function namesOf(pieces: readonly Piece[], text: string): TextNames {
  const names: TextName[] = [];
  let classes: readonly string[] | null = null;
  const bare: Line[] = [];
  for (const piece of pieces) {
    const line = piece.kind === 'line' ? piece.tokens : piece.header;
    const first = line[0];
    if (piece.kind === 'block' || t.isA(first, t.Plan)) {
      const plan = planName(line, piece.kind === 'block' ? piece.lines : [], text);
      if (plan !== null) names.push(plan);
    } else if (line.some(token => t.isA(token, t.Use))) {
      bare.push(line);
    } else if (t.isA(first, t.Let)) {
      const name = line[1];
      if (t.isA(name, t.Identifier)) names.push(made(name!.image, 'let', slice(line, text), line));
    } else if (t.isA(first, t.Model, t.Image, t.Input, t.Dataset)) {
      const source = sourceName(line, text);
      if (source !== null) names.push(source);
    } else if (t.isA(first, t.Sweep)) {
      const sweep = sweepName(line, text);
      if (sweep !== null) names.push(sweep);
    } else if (t.isA(first, t.Classes)) {
      classes = line
        .filter(token => t.isA(token, t.StringText))
        .map(token => readName('', token).text);
    }
  }
  if (bare.length > 0) {
    const source = bare.map(line => slice(line, text));
    names.push({...made(mainPlan, 'plan', countLines(bare.length), bare.flat()), source});
  }
  return {names, classes};
}

function made(name: string, kind: ContextName['kind'], detail: string, line: Line): TextName {
  const [first, last] = [line[0]!, line.at(-1)!];
  const end = last.startOffset + last.image.length;
  return {name, kind, detail, start: first.startOffset, end, source: [detail]};
}

/** What a line says, on one line. */
function slice(line: Line, text: string): string {
  const last = line.at(-1)!;
  return text
    .slice(line[0]!.startOffset, last.startOffset + last.image.length)
    .replace(/\s+/g, ' ');
}

function countLines(count: number): string {
  return `plan of ${count} ${count === 1 ? 'line' : 'lines'}`;
}

function planName(header: Line, lines: readonly Line[], text: string): TextName | null {
  const name = header[1];
  if (!t.isA(header[0], t.Plan) || !t.isA(name, t.Identifier, t.StringText)) return null;
  const parent = header.findIndex(token => t.isA(token, t.Extends));
  const inherited = parent < 0 ? [] : header.slice(parent).filter(token => !t.isA(token, t.LBrace));
  const ending = inherited.length === 0 ? '' : ` ${slice(inherited, text)}`;
  return {
    ...made(readName('', name!).text, 'plan', `${countLines(lines.length)}${ending}`, [
      ...header,
      ...lines.flat(),
    ]),
    source: lines.map(line => slice(line, text)),
  };
}

/** `sweep gamma in 0, 0.1 .. 1 as gammas` */
function sweepName(line: Line, text: string): TextName | null {
  const as = line.findIndex(token => t.isA(token, t.As));
  const given = as < 0 ? undefined : line[as + 1];
  if (!t.isA(given, t.Identifier, t.StringText)) return null;
  return made(readName('', given!).text, 'sweep', slice(line, text), line);
}

/** `image "seven.png" as seven`; without `as` the file gives the name. */
function sourceName(line: Line, text: string): TextName | null {
  const kind = line[0]!.image as 'model' | 'image' | 'input' | 'dataset';
  const as = line.findIndex(token => t.isA(token, t.As));
  const given = as < 0 ? undefined : line[as + 1];
  const path = line[1];
  const name = t.isA(given, t.Identifier, t.StringText)
    ? readName('', given!).text
    : t.isA(path, t.StringText)
      ? stem(readName('', path!).text)
      : '';
  if (name === '') return null;
  return made(name, kind, slice(line, text), line);
}
