import type {IToken} from 'chevrotain';
import {Lexer} from './chevrotain.js';
import type {Diagnostic} from '../src/errors/diagnostic.js';
import {errorAt} from './report.js';
import {fileStart, joinSpans, tokenSpan} from './spans.js';
import {
  allTokens,
  ForeignText,
  isA,
  LBracket,
  LParen,
  RBracket,
  RParen,
  StringText,
  UnclosedText,
  Unknown,
} from './tokens.js';

/** UTF-16 units a script may have. */
export const maxScriptLength = 1_000_000;
const maxDepth = 64;

/** What the lexer gives. Tokens of type `Unknown` stay in, so that their line is known to be broken. */
export interface Lexed {
  readonly tokens: readonly IToken[];
  readonly comments: readonly IToken[];
  readonly diagnostics: readonly Diagnostic[];
  /** True where reading on makes no sense. */
  readonly fatal: boolean;
}

/** The characters of a quoted text, or null where JSON would not read it. */
export function unquote(image: string): string | null {
  try {
    // JSON forbids raw control characters, a tab in a name is harmless.
    return JSON.parse(image.replaceAll('\t', '\\t')) as string;
  } catch {
    return null;
  }
}

function checkToken(file: string, token: IToken): Diagnostic | null {
  const span = tokenSpan(file, token);
  switch (token.tokenType) {
    case UnclosedText:
      return errorAt('text/unclosed', span, 'this text has no closing quote', {hint: 'add `"`'});
    case ForeignText:
      return errorAt('text/quotes', span, 'a text stands in double quotes, "like this"', {
        hint: `write ${JSON.stringify(token.image.slice(1, -1))}`,
      });
    case StringText:
      if (unquote(token.image) !== null) return null;
      return errorAt('text/escape', span, 'this text has a backslash sequence that is not known', {
        hint: 'allowed: \\" \\\\ \\/ \\n \\t \\b \\f \\r \\u0000; for a plain backslash write \\\\',
      });
    default:
      return null;
  }
}

function checkDepth(file: string, tokens: readonly IToken[]): Diagnostic | null {
  let depth = 0;
  for (const token of tokens) {
    if (isA(token, LParen, LBracket)) depth++;
    if (isA(token, RParen, RBracket)) depth = Math.max(0, depth - 1);
    if (depth > maxDepth) {
      const message = `brackets are nested more than ${maxDepth} deep here`;
      return errorAt('limit/depth', tokenSpan(file, token), message);
    }
  }
  return null;
}

/** Runs of characters the language does not use, each run one error. */
function checkUnknown(file: string, tokens: readonly IToken[]): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.tokenType !== Unknown) continue;
    const before = tokens[index - 1];
    const glued =
      before?.tokenType === Unknown &&
      before.startOffset + before.image.length === token.startOffset;
    if (glued) {
      const last = found.pop()!;
      found.push({...last, span: joinSpans(last.span, tokenSpan(file, token))});
      continue;
    }
    const point = token.image.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    const message = `the language has no use for ${JSON.stringify(token.image)} (U+${point}) here`;
    found.push(errorAt('text/character', tokenSpan(file, token), message));
  }
  return found;
}

/** Made once; it keeps nothing from one text to the next. */
let lexer: Lexer | null = null;

/** Cuts a script into tokens; every lexical mistake is reported, none stops the reading. */
export function lex(text: string, file: string): Lexed {
  if (text.length > maxScriptLength) {
    const message = `a script may have ${maxScriptLength} characters, this one has ${text.length}`;
    const diagnostics = [errorAt('limit/size', fileStart(file), message)];
    return {tokens: [], comments: [], diagnostics, fatal: true};
  }
  lexer ??= new Lexer([...allTokens], {skipValidations: true});
  const {tokens, groups} = lexer.tokenize(text);
  const comments = groups['comments'] ?? [];
  const depth = checkDepth(file, tokens);
  if (depth !== null) return {tokens, comments, diagnostics: [depth], fatal: true};
  const bad = tokens.map(token => checkToken(file, token)).filter(found => found !== null);
  return {tokens, comments, diagnostics: [...checkUnknown(file, tokens), ...bad], fatal: false};
}
