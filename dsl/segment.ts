import type {IToken} from 'chevrotain';
import type {Diagnostic} from '../src/errors/diagnostic.js';
import {errorAt} from './report.js';
import {tokenSpan} from './spans.js';
import * as t from './tokens.js';

/** The tokens of one statement or of one assignment. */
export type Line = readonly IToken[];

/** A script cut into what is parsed by itself, so that a mistake stays in its line. */
export type Piece =
  | {readonly kind: 'line'; readonly tokens: Line}
  | {
      readonly kind: 'block';
      /** Up to and with the `{`. */
      readonly header: Line;
      readonly lines: readonly Line[];
      /** Null where the `}` is missing. */
      readonly close: IToken | null;
    };

export interface Segments {
  readonly pieces: readonly Piece[];
  readonly diagnostics: readonly Diagnostic[];
}

const joiners = [t.Use, t.As, t.For, t.With, t.And, t.Except, t.Extends];
/** A line that ends with one of these goes on. */
const danglers = [
  ...[t.As, t.For, t.With, t.And, t.Except, t.Extends],
  ...[t.Comma, t.Equals, t.Plus, t.Minus, t.Star, t.Slash],
];
/** A line that begins with one of these belongs to the one before. */
const followers = [
  ...[...joiners, t.Within, t.Bias, t.Stabiliser, t.Comma, t.LBrace],
  ...[t.From, t.Without, t.NumberWord, t.On, t.Limit, t.Seed, t.In],
  ...[t.BatchNorm, t.Preprocess, t.Shape],
];
const selectorStarts = [t.Input, t.All, t.Output, t.Kind, t.Layer, t.Layers, t.First, t.Last];

/** True where a token can begin a selector, brackets aside. */
export function startsSelector(token: IToken | undefined): boolean {
  return t.isA(token, ...selectorStarts);
}

function onNewLine(tokens: readonly IToken[], index: number): boolean {
  return index > 0 && tokens[index]!.startLine! > tokens[index - 1]!.startLine!;
}

/**
 * True where `use` stands behind the first token of the text line that begins at `index`, unless the
 * line first closes a bracket from above it.
 */
function textLineHasUse(tokens: readonly IToken[], index: number): boolean {
  const line = tokens[index]!.startLine;
  let depth = 0;
  for (let i = index; tokens[i]?.startLine === line; i++) {
    if (t.isA(tokens[i], t.LParen, t.LBracket)) depth++;
    if (t.isA(tokens[i], t.RParen, t.RBracket)) depth--;
    if (depth < 0) return false;
    if (i > index && t.isA(tokens[i], t.Use)) return true;
  }
  return false;
}

/** True where the text line at `index` begins something new, whatever the line before left open. */
function beginsAfresh(tokens: readonly IToken[], start: number, index: number): boolean {
  const token = tokens[index];
  const before = tokens[index - 1];
  if (t.isA(token, t.Input) && t.isA(before, t.And, t.Except, t.LParen)) return false;
  if (t.isA(token, t.Head)) return true;
  if (t.isA(token, ...followers)) return false;
  if (!textLineHasUse(tokens, index)) return false;
  const head = tokens[start];
  const statement = t.isA(head, t.Head) && !t.isA(head, t.Input);
  return statement || tokens.slice(start, index).some(other => t.isA(other, t.Use));
}

/** True where, in one text line, the next assignment begins: `all use zplus   input use zB`. */
function beginsNextAssignment(tokens: readonly IToken[], index: number): boolean {
  const [before, token] = [tokens[index - 1], tokens[index]];
  if (t.isA(before, t.Use, ...danglers)) return false;
  if (startsSelector(token)) return true;
  // `(1, 0)` belongs to the rule, `(conv and input) use …` does not.
  return t.isA(token, t.LParen) && t.isA(tokens[closing(tokens, index) + 1], ...selectorGoesOn);
}

const selectorGoesOn = [t.Use, t.And, t.Except];

/** Where the bracket at `open` closes, or the end. */
function closing(tokens: readonly IToken[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index++) {
    if (t.isA(tokens[index], t.LParen)) depth++;
    if (t.isA(tokens[index], t.RParen)) depth--;
    if (depth === 0) return index;
  }
  return tokens.length;
}

/** The end of the line that starts at `start`: exclusive, before any brace outside its brackets. */
function endOfLine(tokens: readonly IToken[], start: number): number {
  let depth = 0;
  let hasUse = false;
  let index = start;
  for (; index < tokens.length; index++) {
    const token = tokens[index]!;
    if (t.isA(token, t.LBrace, t.RBrace)) break;
    if (index > start && onNewLine(tokens, index)) {
      if (beginsAfresh(tokens, start, index)) break;
      const open = depth > 0 || t.isA(tokens[index - 1], ...danglers);
      if (!open && !t.isA(token, ...followers)) break;
    }
    if (hasUse && depth === 0 && beginsNextAssignment(tokens, index)) break;
    if (t.isA(token, t.Use)) hasUse = true;
    if (t.isA(token, t.LParen, t.LBracket)) depth++;
    if (t.isA(token, t.RParen, t.RBracket)) depth = Math.max(0, depth - 1);
  }
  return index;
}

/** True where a new text line inside `{ }` begins with a statement: the `}` must be missing. */
function leavesBlock(tokens: readonly IToken[], index: number): boolean {
  if (!onNewLine(tokens, index) || !t.isA(tokens[index], t.Head)) return false;
  return !(t.isA(tokens[index], t.Input) && textLineHasUse(tokens, index));
}

/** Cuts tokens into lines and plan blocks; missing and stray braces are reported here. */
export function segment(tokens: readonly IToken[], file: string): Segments {
  const pieces: Piece[] = [];
  const diagnostics: Diagnostic[] = [];
  let unclosed = 0;
  let index = 0;
  while (index < tokens.length) {
    if (t.isA(tokens[index], t.RBrace)) {
      if (unclosed > 0) unclosed--;
      else diagnostics.push(strayBrace(file, tokens[index]!));
      index++;
      continue;
    }
    const end = endOfLine(tokens, index);
    if (!t.isA(tokens[end], t.LBrace)) {
      pieces.push({kind: 'line', tokens: tokens.slice(index, end)});
      index = end;
      continue;
    }
    const open = end;
    const lines: Line[] = [];
    let next = open + 1;
    while (next < tokens.length && !t.isA(tokens[next], t.RBrace) && !leavesBlock(tokens, next)) {
      // A `{` inside a block is a mistake of its line, not a block of its own.
      const stop = Math.max(endOfLine(tokens, next), next + 1);
      lines.push(tokens.slice(next, stop));
      next = stop;
    }
    const close = t.isA(tokens[next], t.RBrace) ? tokens[next]! : null;
    pieces.push({kind: 'block', header: tokens.slice(index, open + 1), lines, close});
    if (close === null) {
      diagnostics.push(unclosedBrace(file, tokens[open]!, tokens[next]));
      unclosed++;
    }
    index = close === null ? next : next + 1;
  }
  return {pieces, diagnostics};
}

function strayBrace(file: string, token: IToken): Diagnostic {
  return errorAt('syntax/stray', tokenSpan(file, token), 'this "}" closes nothing', {
    hint: 'remove it, or open a plan: `plan name {`',
  });
}

function unclosedBrace(file: string, open: IToken, next: IToken | undefined): Diagnostic {
  const before = next === undefined ? 'the end of the script' : `"${next.image}"`;
  const related =
    next === undefined ? [] : [{span: tokenSpan(file, next), message: 'it has to close before'}];
  return errorAt(
    'syntax/unclosed',
    tokenSpan(file, open),
    `this "{" is not closed before ${before}`,
    {
      hint: 'add "}" behind the last line of the plan',
      related,
    },
  );
}
