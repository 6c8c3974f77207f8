import {renderDiagnostics} from '../../dsl/render.js';
import {DiagnosticsError} from '../errors/diagnostics-error.js';
import {LrpError} from '../errors/lrp-error.js';
import type {Console} from './console.js';
import {modelAdvice} from './model-advice.js';

/** Prints what went wrong: one clear error, the stack only where it was asked for. */
export function reportFailure(
  error: unknown,
  console: Console,
  {verbose}: {readonly verbose: boolean},
): void {
  if (error instanceof DiagnosticsError) {
    console.errorStyled(
      renderDiagnostics(error.diagnostics, error.sources, {colour: console.errorIsTerminal}),
    );
  } else if (error instanceof LrpError) {
    const advice = modelAdvice(error.code);
    console.error(`error[${error.code}]: ${error.message}${advice === null ? '' : `; ${advice}`}`);
  } else {
    console.error(`error[internal]: ${error instanceof Error ? error.message : String(error)}`);
    if (!verbose) console.error('this is a fault of lrplab, not yours; --verbose shows where');
  }
  if (verbose && error instanceof Error) console.error(error.stack ?? '');
}
