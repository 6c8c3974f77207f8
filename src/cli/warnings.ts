import {renderDiagnostics} from '../../dsl/render.js';
import type {Diagnostic} from '../errors/diagnostic.js';
import type {Console} from './console.js';

/** Prints warnings on stderr; they stop nothing. */
export function printWarnings(
  warnings: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  console: Console,
): void {
  if (warnings.length > 0)
    console.errorStyled(renderDiagnostics(warnings, sources, {colour: console.errorIsTerminal}));
}
