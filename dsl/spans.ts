import type {CstNode, IToken} from 'chevrotain';
import type {Span} from '../src/errors/diagnostic.js';

/** Where a token stands. */
export function tokenSpan(file: string, token: IToken): Span {
  return {
    file,
    start: token.startOffset,
    end: token.startOffset + token.image.length,
    line: token.startLine!,
    column: token.startColumn!,
  };
}

/** From the start of one span to the end of another of the same file. */
export function joinSpans(first: Span, last: Span): Span {
  return {...first, end: Math.max(first.end, last.end)};
}

/** Where a node of the concrete tree stands: from its first token to its last. */
export function nodeSpan(file: string, node: CstNode): Span {
  const at = node.location!;
  return {
    file,
    start: at.startOffset,
    end: at.endOffset! + 1,
    line: at.startLine!,
    column: at.startColumn!,
  };
}

/** The place just behind a token, where something is missing. */
export function spanAfter(file: string, token: IToken): Span {
  const span = tokenSpan(file, token);
  const length = token.image.length;
  return {...span, start: span.end, end: span.end, column: span.column + length};
}

/** The first character of a file: the place of what concerns all of it. */
export function fileStart(file: string): Span {
  return {file, start: 0, end: 0, line: 1, column: 1};
}
