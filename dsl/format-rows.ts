import type {IToken} from 'chevrotain';
import type {Line, Piece} from './segment.js';
import {isA, Use} from './tokens.js';

/** One line of formatted text before it is written: tokens that belong together, and its comments. */
export interface Row {
  readonly kind: 'statement' | 'assignment' | 'open' | 'close' | 'comment';
  readonly tokens: Line;
  readonly indent: 0 | 1;
  /** Comment behind the row, or the text of a comment row. */
  readonly comment: string | null;
  /** True where an empty line stands before. */
  readonly gap: boolean;
}

interface Draft {
  readonly kind: Exclude<Row['kind'], 'comment'>;
  readonly tokens: Line;
  readonly indent: 0 | 1;
}

function draftRows(pieces: readonly Piece[]): readonly Draft[] {
  return pieces.flatMap((piece): Draft[] => {
    if (piece.kind === 'line') {
      const kind = piece.tokens.some(token => isA(token, Use)) ? 'assignment' : 'statement';
      return [{kind, tokens: piece.tokens, indent: 0}];
    }
    return [
      {kind: 'open', tokens: piece.header, indent: 0},
      ...piece.lines.map(tokens => ({kind: 'assignment', tokens, indent: 1}) as const),
      {kind: 'close', tokens: piece.close === null ? [] : [piece.close], indent: 0},
    ];
  });
}

/**
 * Puts comments where they go on standing: behind the row they end, or on a line of their own before
 * the next. A comment inside a statement moves above it.
 */
export function arrangeRows(pieces: readonly Piece[], comments: readonly IToken[]): readonly Row[] {
  const drafts = draftRows(pieces);
  const rows: Row[] = [];
  let next = 0;
  let lastLine = 0;
  const push = (row: Omit<Row, 'gap'>, line: number): void => {
    const before = rows.at(-1);
    const gap = before !== undefined && line - lastLine > 1;
    const flush = before?.kind === 'open' || row.kind === 'close';
    rows.push({...row, gap: gap && !flush});
  };
  const pushComment = (comment: IToken, indent: 0 | 1, line: number): void => {
    push({kind: 'comment', tokens: [], indent, comment: comment.image.trimEnd()}, line);
    lastLine = line;
  };
  for (const [index, draft] of drafts.entries()) {
    const first = draft.tokens[0]!;
    const last = draft.tokens.at(-1)!;
    const inside = draft.kind === 'close' ? 1 : draft.indent;
    while ((comments[next]?.startOffset ?? Number.POSITIVE_INFINITY) < first.startOffset) {
      pushComment(comments[next]!, inside, comments[next]!.startLine!);
      next++;
    }
    while ((comments[next]?.startOffset ?? Number.POSITIVE_INFINITY) < last.startOffset) {
      pushComment(comments[next]!, draft.indent, first.startLine!);
      next++;
    }
    const following = drafts[index + 1]?.tokens[0]?.startOffset ?? Number.POSITIVE_INFINITY;
    const candidate = comments[next];
    const behind =
      candidate !== undefined &&
      candidate.startLine === last.startLine &&
      candidate.startOffset < following
        ? candidate
        : null;
    if (behind !== null) next++;
    push({...draft, comment: behind?.image.trimEnd() ?? null}, first.startLine!);
    lastLine = last.startLine!;
  }
  for (const comment of comments.slice(next)) pushComment(comment, 0, comment.startLine!);
  return rows;
}
