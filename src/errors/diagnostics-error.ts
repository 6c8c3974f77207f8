import type {Diagnostic} from './diagnostic.js';
import {LrpError} from './lrp-error.js';

/** What a person typed can't be used: carries every diagnostic, and the texts they point into by file name. */
export class DiagnosticsError extends LrpError {
  override readonly name = 'DiagnosticsError';
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;

  constructor(diagnostics: readonly Diagnostic[], sources: ReadonlyMap<string, string>) {
    const errors = diagnostics.filter(({severity}) => severity === 'error');
    super(
      errors[0]?.code ?? 'script/invalid',
      errors
        .map(
          ({span, code, message, hint}) =>
            `${span.file}:${span.line}:${span.column}: ${code}: ${message}${hint === undefined ? '' : ` (${hint})`}`,
        )
        .join('\n'),
    );
    this.diagnostics = diagnostics;
    this.sources = sources;
  }
}
