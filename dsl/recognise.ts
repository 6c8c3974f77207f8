import {lex} from './lex.js';
import {grammarPositions} from './grammar-positions.js';
import {parse} from './parse.js';
import {type Piece, segment, startsSelector} from './segment.js';
import * as t from './tokens.js';

/** Which language a cell is written in. */
export interface CellLanguage {
  readonly language: 'lrp' | 'ts';
  /** What is to be carried out, every place where it is in the cell. */
  readonly code: string;
}

const magic = /^\uFEFF?(?:[ \t]*\r?\n)*[ \t]*%%(lrp|ts)(?![\p{L}\p{N}_])/u;

/**
 * Tells the language of a cell.
 *
 * A cell whose first line that is not empty begins with `%%lrp` or `%%ts` is what it says. The mark is
 * replaced by spaces, so that every place keeps its offset, line and column; what stands behind it on
 * its line is code like any other.
 *
 * Otherwise a cell is a script where its first word, `#` comments aside, begins a statement or a
 * selector, and the language reads it or TypeScript does not. Two cases need more than that:
 *
 * - `let x = 1` is both. A cell of nothing but such lines is TypeScript where TypeScript reads it, and
 *   a script where only the language does (`let tolerance = 5%`).
 * - A cell that neither reads is half written. It is a script where its first two words go together in
 *   the language (`model "net` and `plan a`, but not `model.predict(`), unless it consists of `let` alone.
 *
 * @param isTypeScript Whether TypeScript's grammar reads a text; asked only where it decides.
 */
export function cellLanguage(code: string, isTypeScript: (code: string) => boolean): CellLanguage {
  const marked = magic.exec(code);
  if (marked !== null) {
    const [whole, language] = marked as unknown as [string, 'lrp' | 'ts'];
    const blank = whole.replace(/[^\r\n]/g, ' ');
    return {language, code: blank + code.slice(whole.length)};
  }
  return {language: looksLikeScript(code, isTypeScript) ? 'lrp' : 'ts', code};
}

/**
 * Tells the language of a cell in which somebody types: as `cellLanguage`, but what TypeScript reads only because a line
 * lacks its end counts as the script it can become. `show ` is a name of TypeScript as long as nothing follows.
 *
 * @param offset Where the cursor stands, in UTF-16 units.
 */
export function typedLanguage(
  code: string,
  offset: number,
  isTypeScript: (code: string) => boolean,
): CellLanguage {
  const read = cellLanguage(code, isTypeScript);
  const before = code.slice(0, offset);
  if (read.language === 'lrp' || !/\S\s+$/.test(before)) return read;
  const {language} = cellLanguage(`${before}x${code.slice(offset)}`, isTypeScript);
  return {...read, language};
}

function looksLikeScript(code: string, isTypeScript: (code: string) => boolean): boolean {
  const {tokens, comments, fatal} = lex(code, '');
  const first = tokens[0];
  if (fatal) return false;
  // `#!` is a comment of TypeScript too.
  if (first === undefined) return comments.length > 0 && !isTypeScript(code);
  if (!t.isA(first, t.Head, t.LParen) && !startsSelector(first)) return false;
  const {pieces} = segment(tokens, '');
  const onlyLets = pieces.every(piece =>
    t.isA((piece.kind === 'line' ? piece.tokens : piece.header)[0], t.Let),
  );
  const reads = parse(code, '').diagnostics.length === 0;
  if (reads) return !onlyLets || !isTypeScript(code);
  return !onlyLets && goTogether(pieces[0]!) && !isTypeScript(code);
}

/** True where a line of the language can begin as this one does. */
function goTogether(piece: Piece): boolean {
  const line = piece.kind === 'line' ? piece.tokens : piece.header;
  const grammar = grammarPositions();
  // `export const f = (` has three words that the language would take.
  const start = t.isA(line[0], t.Export) ? line : line.slice(0, 2);
  const {places, complete} = grammar.read(grammar.start('statement', 'assignment'), start);
  return places.length > 0 || complete;
}
