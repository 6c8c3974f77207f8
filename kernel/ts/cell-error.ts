import {inspect, types} from 'node:util';
import {renderDiagnostics} from '../../dsl/render.js';
import {DiagnosticsError} from '../../src/errors/diagnostics-error.js';
import {LrpError} from '../../src/errors/lrp-error.js';
import type {CellAnswer} from '../cell-engine.js';
import type {CellSources} from './cell-sources.js';
import {readStack, type StackFrame} from './stack-frames.js';

/** Causes of causes that are shown at most. */
const deepest = 4;
/** Frames of one error that are shown at most. */
const mostFrames = 20;

/** Mistakes of a text that are shown with their frames. */
const mostDiagnostics = 40;

type Failure = Extract<CellAnswer, {ok: false}>;

export interface ErrorOptions {
  readonly sources: CellSources;
  /** The notebook's folder; paths below it are shortened. */
  readonly folder: string;
  /** Where the kernel's own code lies; it is left out of traces. */
  readonly kernelFolders: readonly string[];
  readonly colour: boolean;
}

/** What a cell threw, as a front end shows it. Never throws, whatever was thrown. */
export function answerError(error: unknown, options: ErrorOptions): Failure {
  try {
    return describe(error, options);
  } catch {
    return plainFailure('Error', 'the cell threw something that cannot be shown');
  }
}

/** A cell that was stopped. */
export function answerInterrupt(): Failure {
  return plainFailure('InterruptedError', 'the cell was interrupted');
}

function plainFailure(name: string, message: string): Failure {
  return {ok: false, name, message, traceback: [`${name}: ${message}`]};
}

function describe(error: unknown, options: ErrorOptions): Failure {
  if (error instanceof DiagnosticsError) {
    const {diagnostics, sources} = error;
    const shown = diagnostics.slice(0, mostDiagnostics);
    const frames = renderDiagnostics(shown, sources, {colour: options.colour}).split('\n');
    const [first = '', ...others] = error.message.split('\n');
    const left = diagnostics.length - shown.length;
    return {
      ok: false,
      name: error.name,
      message: others.length === 0 ? first : `${first} (and ${others.length} more)`,
      traceback: left > 0 ? [...frames, '', `${left} more; these come first`] : frames,
    };
  }
  if (error instanceof LrpError) {
    const text = `${error.name}[${error.code}]: ${error.message}`;
    return {ok: false, name: error.name, message: error.message, traceback: text.split('\n')};
  }
  if (!isError(error)) {
    const text = typeof error === 'string' ? error : inspect(error);
    return {
      ok: false,
      name: 'ThrownValue',
      message: text,
      traceback: `Thrown, although no Error: ${text}`.split('\n'),
    };
  }
  return {
    ok: false,
    name: String(error.name),
    message: String(error.message),
    traceback: traceError(error, '', deepest, options),
  };
}

function isError(value: unknown): value is Error {
  return types.isNativeError(value) || value instanceof Error;
}

function traceError(
  error: unknown,
  label: string,
  depth: number,
  options: ErrorOptions,
): readonly string[] {
  if (!isError(error)) return `${label}${inspect(error)}`.split('\n');
  if (error instanceof LrpError) {
    const {traceback} = describe(error, options);
    return [`${label}${traceback[0] ?? ''}`, ...traceback.slice(1)];
  }
  const frames = readStack(
    String(error.stack),
    options.sources,
    options.folder,
    options.kernelFolders,
  );
  const title = `${label}${error.name}: ${error.message}`;
  const lines = [
    ...(options.colour ? title.replace(/^(.*?):/, '\u001b[1;31m$1\u001b[0m:') : title).split('\n'),
    ...frameInCell(frames, options.colour),
    ...frames.slice(0, mostFrames).map(({text}) => `    ${text}`),
  ];
  if (frames.length > mostFrames) lines.push(`    … and ${frames.length - mostFrames} more`);
  if (depth > 0 && error.cause !== undefined) {
    lines.push(...traceError(error.cause, 'cause: ', depth - 1, options));
  }
  if (depth > 0 && error instanceof AggregateError) {
    for (const [index, one] of error.errors.slice(0, mostFrames).entries()) {
      lines.push(
        ...traceError(one, `${index + 1} of ${error.errors.length}: `, depth - 1, options),
      );
    }
  }
  return lines;
}

/** The line of the cell that the error came from, with a caret under it. */
function frameInCell(frames: readonly StackFrame[], colour: boolean): readonly string[] {
  const cell = frames.find(frame => frame.cell !== null)?.cell;
  if (cell === null || cell === undefined) return [];
  const {source, position} = cell;
  const start = offsetOf(source.text, position.line) + position.column;
  const word = /^[\p{ID_Continue}$]+/u.exec(source.text.slice(start))?.[0].length ?? 1;
  const frame = renderDiagnostics(
    [
      {
        code: 'ts/thrown',
        severity: 'error',
        message: '',
        span: {
          file: source.name,
          start,
          end: start + word,
          line: position.line + 1,
          column: position.column + 1,
        },
      },
    ],
    new Map([[source.name, source.text]]),
    {colour},
  );
  // The title above says what happened.
  return frame.split('\n').slice(1);
}

function offsetOf(text: string, line: number): number {
  let offset = 0;
  for (let passed = 0; passed < line; passed++) {
    const next = /\r\n|\n|\r/g;
    next.lastIndex = offset;
    if (next.exec(text) === null) return text.length;
    offset = next.lastIndex;
  }
  return offset;
}
