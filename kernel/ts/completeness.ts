import type ts from 'typescript';
import type {Completeness} from '../cell-engine.js';
import type {TypeScript} from './tslab-api.js';

/** Texts that end inside these can go on: a template, a comment. By the number of TypeScript's message. */
const openAtEnd: ReadonlySet<number> = new Set([1010, 1160]);

/** A string or a regular expression must end on its own line. */
const lineEnded: ReadonlySet<number> = new Set([1002, 1161]);

/**
 * Whether a cell can run as it is. `incomplete`: all that is wrong is that it stops too early; `invalid`: no
 * further text mends it. `unknown`: it nests too deeply to be read.
 */
export function completenessOf(typescript: TypeScript, code: string): Completeness {
  const prefix = 'export {};';
  const file = read(typescript, prefix + code);
  if (file === null) return {status: 'unknown'};
  const problems = file.parseDiagnostics ?? [];
  if (problems.length === 0) return {status: 'complete'};
  const end = prefix.length + code.trimEnd().length;
  const mendable = problems.every(
    ({start, code: number}) => openAtEnd.has(number) || (start >= end && !lineEnded.has(number)),
  );
  return mendable ? {status: 'incomplete', indent: nextIndent(code)} : {status: 'invalid'};
}

type Parsed = ts.SourceFile & {readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[]};

/** Null where a text nests more deeply than the compiler can go. */
function read(typescript: TypeScript, text: string): Parsed | null {
  try {
    return typescript.createSourceFile('cell.ts', text, typescript.ScriptTarget.ES2022);
  } catch {
    return null;
  }
}

/** The last line's indentation, and two more behind something that opens. */
function nextIndent(code: string): string {
  const line = code.trimEnd().split('\n').at(-1) ?? '';
  const indent = /^\s*/.exec(line)![0];
  return /(?:[{([,]|=>|[=+\-*?:&|])\s*(?:\/\/.*)?$/.test(line) && !/,\s*$/.test(line)
    ? `${indent}  `
    : indent;
}
