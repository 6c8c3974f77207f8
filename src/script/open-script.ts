import {dirname} from 'node:path';
import type {EngineName} from '../engine/engine.js';
import type {Diagnostic} from '../errors/diagnostic.js';
import {DiagnosticsError} from '../errors/diagnostics-error.js';
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

/** From the top of each file on, files in the order in which they were met. */
function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const files = [...new Set(diagnostics.map(({span}) => span.file))];
  return diagnostics.toSorted(
    (a, b) =>
      files.indexOf(a.span.file) - files.indexOf(b.span.file) || a.span.start - b.span.start,
  );
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
    throw new DiagnosticsError(inOrder([...diagnostics, ...further]), sources);
  }
  const prepared = await prepareScript(script, prepare);
  if (!prepared.ok) {
    throw new DiagnosticsError(inOrder([...diagnostics, ...prepared.diagnostics]), sources);
  }
  return {
    steps: prepared.value.steps,
    warnings: inOrder([...diagnostics, ...prepared.warnings]),
    sources,
  };
}
