import {dirname} from 'node:path';
import type {EngineName} from '../engine/engine.js';
import type {Diagnostic} from '../errors/diagnostic.js';
import {DiagnosticsError} from '../errors/diagnostics-error.js';
import {joinDiagnostics} from './join-diagnostics.js';
import {furtherMistakes, prepareScript} from './prepare.js';
import type {PreparedStep} from './prepared.js';
import {readScript} from './read-script.js';

/** A script ready to be carried out. */
export interface OpenedScript {
  readonly steps: readonly PreparedStep[];
  readonly warnings: readonly Diagnostic[];
  /** Texts by file name, for drawing the warnings. */
  readonly sources: ReadonlyMap<string, string>;
}

export interface OpenScriptOptions {
  /** Overrides the script's `engine`. */
  readonly engine?: EngineName;
  readonly device?: string;
}

/**
 * Reads a script file and finds everything it names: models are read, plans resolved, files looked for.
 * Nothing is computed.
 *
 * @throws DiagnosticsError with every mistake at once; DataError `script/…` where the file can't be read.
 */
export async function openScript(
  path: string,
  options: OpenScriptOptions = {},
): Promise<OpenedScript> {
  const {script, diagnostics, sources} = await readScript(path);
  const prepare = {...options, folder: dirname(path)};
  if (diagnostics.some(({severity}) => severity === 'error')) {
    const further = await furtherMistakes(script, prepare);
    throw new DiagnosticsError(joinDiagnostics(diagnostics, further), sources);
  }
  const prepared = await prepareScript(script, prepare);
  if (!prepared.ok) {
    throw new DiagnosticsError(joinDiagnostics(diagnostics, prepared.diagnostics), sources);
  }
  return {
    steps: prepared.value.steps,
    warnings: joinDiagnostics(diagnostics, prepared.warnings),
    sources,
  };
}
