import type {IToken} from 'chevrotain';
import {lex} from './lex.js';
import {type Line, segment} from './segment.js';
import {Identifier, isA, NumberText, Range, StringText, UnclosedText, Unknown} from './tokens.js';

/** What stands before a cursor. */
export interface Cursor {
  /** The tokens of its statement or assignment up to it, without the one that is being typed. */
  readonly line: Line;
  /** Whether it stands between the braces of a plan. */
  readonly inBlock: boolean;
  /** The part of a word, number or text in front of it; empty where there is none. */
  readonly typed: string;
  /** Where that part begins; a UTF-16 offset. */
  readonly from: number;
  /** The line of text it stands in, from 1. */
  readonly textLine: number;
}

/** True where more letters could follow without a space. */
function isOpen(token: IToken): boolean {
  if (token.tokenType === StringText || isA(token, Range)) return false;
  return isA(token, Identifier, NumberText, UnclosedText) || /^\p{L}/u.test(token.image);
}

/** What stands before an offset, or null where nothing can be said: in comments and behind strange characters. */
export function readCursor(text: string, offset: number): Cursor | null {
  const {tokens, comments, fatal} = lex(text.slice(0, offset), '');
  if (fatal) return null;
  const touches = (token: IToken | undefined, at: number): boolean =>
    token !== undefined && token.startOffset + token.image.length === at;
  if (touches(comments.at(-1), offset)) return null;
  const last = tokens.at(-1);
  const typing = last !== undefined && touches(last, offset) && isOpen(last) ? last : null;
  const before = typing === null ? tokens : tokens.slice(0, -1);
  const from = typing?.startOffset ?? offset;
  const strange = before.at(-1);
  if (strange?.tokenType === Unknown && touches(strange, from)) return null;
  return {
    ...currentLine(before),
    typed: typing?.image ?? '',
    from,
    textLine: text.slice(0, from).split(/\r\n?|\n/).length,
  };
}

/** The statement or assignment that is open at the end of some tokens. */
export function currentLine(tokens: readonly IToken[]): Pick<Cursor, 'line' | 'inBlock'> {
  const last = tokens.at(-1);
  const piece = segment(tokens, '').pieces.at(-1);
  if (last === undefined || piece === undefined) return {line: [], inBlock: false};
  const ends = (line: Line | undefined): boolean => line?.at(-1) === last;
  if (piece.kind === 'line') return {line: ends(piece.tokens) ? piece.tokens : [], inBlock: false};
  if (piece.close !== null) return {line: [], inBlock: false};
  const line = piece.lines.at(-1);
  return {line: ends(line) ? line! : [], inBlock: true};
}
