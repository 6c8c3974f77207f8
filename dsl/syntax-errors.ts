import type {IRecognitionException, IToken} from 'chevrotain';
import type {Diagnostic} from '../src/errors/diagnostic.js';
import {didYouMean} from '../src/errors/suggest.js';
import {shapeHint} from './check-shape.js';
import {errorAt, listNames} from './report.js';
import {spanAfter, tokenSpan} from './spans.js';
import type {Line} from './segment.js';
import * as t from './tokens.js';

const selectorWords: readonly string[] = [
  ...['all', 'input', 'output', 'layer', 'layers', 'first', 'last'],
  ...t.kindWords,
];
const clauseWords: readonly string[] = ['bias', 'stabiliser'];

/** Words that can stand later in a statement, for a slip in one of them. */
const laterWords: Readonly<Record<string, readonly string[]>> = {
  model: ['as', 'preprocess', 'shape', 'batchnorm'],
  dataset: ['as'],
  image: ['as', 'from', 'with', 'without', 'number'],
  input: ['as'],
  explain: ['for', 'with'],
  check: ['within'],
  plan: ['extends'],
  engine: ['device'],
  evaluate: ['on', 'for', 'with', 'limit', 'seed', 'as'],
  sweep: ['in', 'with', 'as'],
};

/** What a missing thing has to be said about: behind the last token, or at the one that stands there. */
function found(token: IToken): string {
  if (Number.isNaN(token.startOffset) || token.image === '') return 'the line ends here';
  return `found ${t.isA(token, t.StringText) ? 'the text ' : ''}${shorten(token.image)}`;
}

function shorten(image: string): string {
  const text = image.startsWith('"') ? image : `"${image}"`;
  return text.length > 40 ? `${text.slice(0, 36)}…"` : text;
}

/** A line whose first word begins nothing. */
export function unknownStart(file: string, line: Line): Diagnostic {
  const token = line[0]!;
  const span = tokenSpan(file, token);
  if (t.isA(token, t.Identifier)) {
    const hint = didYouMean(token.image, [...t.headWords, ...selectorWords]);
    const message = `no statement begins with "${token.image}"`;
    const allowed = `statements: ${t.headWords.join(', ')}`;
    return errorAt('statement/unknown', span, message, {hint: hint ?? allowed});
  }
  const message = `expected a statement, ${found(token)}`;
  return errorAt('syntax/expected', span, message, {
    hint: `begin with ${listNames(t.headWords, 20)}`,
  });
}

/** A line that could not be parsed, as one diagnostic. */
export function syntaxError(
  file: string,
  line: Line,
  error: IRecognitionException,
  inPlan: boolean,
): Diagnostic {
  const token = error.token;
  const atEnd = Number.isNaN(token.startOffset) || token.image === '';
  const span = atEnd ? spanAfter(file, line.at(-1)!) : tokenSpan(file, token);
  const stack = error.context.ruleStack;
  const rule = stack.at(-1);
  const expected = error.message;
  if (rule === 'selectorPart' && t.isA(token, t.Identifier)) {
    const message = `no selector is called "${token.image}"`;
    const hint = didYouMean(token.image, selectorWords) ?? `selectors: ${selectorWords.join(', ')}`;
    return errorAt('selector/unknown', span, message, {hint});
  }
  const name = expected.startsWith('a name') || rule === 'letStatement';
  if (name && t.isA(token, t.Head)) {
    const message = `"${token.image}" is a word of the language and cannot be a name`;
    const quote =
      rule === 'letStatement' ? 'choose another name' : `in quotes it can: "${token.image}"`;
    return errorAt('name/reserved', span, message, {hint: quote});
  }
  const message = `expected ${expected}, ${found(token)}`;
  if (expected === 'the end of the line' && inPlan && t.isA(token, t.Identifier)) {
    const hint = didYouMean(token.image, clauseWords) ?? 'clauses: bias, stabiliser';
    return errorAt('clause/unknown', span, `no clause is called "${token.image}"`, {hint});
  }
  return errorAt('syntax/expected', span, message, {hint: hintFor(line, token, expected, inPlan)});
}

/** True where a shape goes on in a way it cannot: `224 x 224`, `224,224`. */
function behindShape(line: Line, token: IToken): boolean {
  const before = line.slice(0, Math.max(0, line.indexOf(token)));
  const clause = before.findLastIndex(other => t.isA(other, ...modelClauses));
  const isLength =
    t.isA(token, t.Comma, t.Minus, t.NumberText, t.ShapeText) || /^[x×]\d*$/.test(token.image);
  return isLength && t.isA(before[clause], t.Shape);
}

const modelClauses = [t.As, t.Preprocess, t.Shape, t.BatchNorm];

function hintFor(line: Line, token: IToken, expected: string, inPlan: boolean): string | null {
  if (t.isA(token, t.Identifier)) {
    const words = inPlan ? ['use', 'and', 'except'] : (laterWords[line[0]!.image] ?? []);
    const quoted = [...expected.matchAll(/"(\w+)"/g)].map(match => match[1]!);
    const hint = didYouMean(token.image, [...quoted, ...words]);
    if (hint !== null) return hint;
  }
  if (expected === 'the end of the line') {
    if (behindShape(line, token)) return `a shape stands without spaces, ${shapeHint}`;
    if (t.isA(token, t.Head)) return 'begin a new line here';
    if (t.isA(token, t.Identifier, t.StringText)) return 'is a comma missing?';
    return null;
  }
  return expected.startsWith('"') ? `add ${expected} here` : null;
}
