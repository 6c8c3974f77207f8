/** A piece of text somewhere: offsets are UTF-16 code units from 0, `end` exclusive; line and column count from 1. */
export interface Span {
  /** Path of the script as the user gave it, or `<cell>`, `<command line>`. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
}

/** A second place a diagnostic speaks of, such as the line that shadows this one. */
export interface Related {
  readonly span: Span;
  readonly message: string;
}

/** One thing to say about what a person typed. Tests match `code`, not prose. */
export interface Diagnostic {
  /** Stable identity, `area/what`, such as `rule/unknown`. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** Lower case; what came and what is allowed, values quoted. */
  readonly message: string;
  readonly span: Span;
  /** Stands behind the caret: `did you mean "gamma"?`. */
  readonly hint?: string;
  readonly related?: readonly Related[];
}

/** What reading something a person typed gives: a value with warnings, or every diagnostic at once. */
export type Result<Value> =
  | {readonly ok: true; readonly value: Value; readonly warnings: readonly Diagnostic[]}
  | {readonly ok: false; readonly diagnostics: readonly Diagnostic[]};
