import {renderDiagnostics} from '../../dsl/render.js';
import {DiagnosticsError} from '../errors/diagnostics-error.js';
import {LrpError} from '../errors/lrp-error.js';
import type {Console} from './console.js';

/** Control characters that would let a name in a hostile file move a terminal's cursor. */
function harmless(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '·');
}

/** Prints what went wrong: one clear error, the stack only where it was asked for. */
export function reportFailure(error: unknown, console: Console, {verbose}: {readonly verbose: boolean}): void {
  if (error instanceof DiagnosticsError) {
    console.error(renderDiagnostics(error.diagnostics, error.sources, {colour: console.errorIsTerminal}));
  } else if (error instanceof LrpError) {
    console.error(harmless(`error[${error.code}]: ${error.message}`));
  } else {
    console.error(harmless(`error[internal]: ${error instanceof Error ? error.message : String(error)}`));
    if (!verbose) console.error('this is a fault of lrplab, not yours; --verbose shows where');
  }
  if (verbose && error instanceof Error) console.error(error.stack ?? '');
}
