import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {renderDiagnostics} from '../../dsl/render.js';
import type {Diagnostic} from '../../src/errors/diagnostic.js';
import type {CellAnswer} from '../cell-engine.js';
import type {ConversionNotes} from './cell-converter.js';
import type {TslabDiagnostic} from './tslab-api.js';

/** So many mistakes are shown at most; more are counted. */
const mostShown = 10;

/** What TypeScript found wrong with a cell, as frames with carets. */
export function answerDiagnostics(
  notes: ConversionNotes,
  code: string,
  name: string,
  folder: string,
  colour: boolean,
): CellAnswer {
  const sources = new Map([[name, code]]);
  const all = joinChains(notes.diagnostics).map(diagnostic => {
    const {fileName} = diagnostic;
    const file = fileName === undefined || fileName === notes.moduleFile ? name : fileName;
    if (!sources.has(file)) addFile(sources, file, folder);
    return toDiagnostic(diagnostic, file);
  });
  const shown = all.slice(0, mostShown);
  const frames = renderDiagnostics(shown, sources, {colour});
  const more = all.length - shown.length;
  const {message, span, code: number} = shown[0]!;
  return {
    ok: false,
    name: 'TypeScriptError',
    message: `${span.file}:${span.line}:${span.column}: ${message} (${number})`,
    traceback: [...frames.split('\n'), ...(more > 0 ? ['', `and ${more} more`] : [])],
  };
}

/** tslab tells a message and its reasons one by one, at the same place. */
function joinChains(diagnostics: readonly TslabDiagnostic[]): readonly TslabDiagnostic[] {
  const joined: TslabDiagnostic[] = [];
  for (const diagnostic of diagnostics) {
    const last = joined.at(-1);
    const same =
      last !== undefined &&
      last.start.offset === diagnostic.start.offset &&
      last.end.offset === diagnostic.end.offset;
    if (same) {
      joined[joined.length - 1] = {
        ...last,
        messageText: `${last.messageText} ${diagnostic.messageText}`,
      };
    } else {
      joined.push(diagnostic);
    }
  }
  return joined;
}

function toDiagnostic({start, end, messageText, code}: TslabDiagnostic, file: string): Diagnostic {
  return {
    code: `ts/${code}`,
    severity: 'error',
    message: messageText,
    span: {
      file,
      start: start.offset,
      end: end.offset,
      line: start.line + 1,
      column: start.character + 1,
    },
  };
}

function addFile(sources: Map<string, string>, file: string, folder: string): void {
  try {
    sources.set(file, readFileSync(join(folder, file), 'utf8'));
  } catch {
    // Then the place is only named.
  }
}
