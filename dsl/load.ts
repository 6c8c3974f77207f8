import type {Diagnostic, Span} from '../src/errors/diagnostic.js';
import type {DeclaredNames} from './declared-names.js';
import {resolveInclude} from './include-path.js';
import {parse} from './parse.js';
import {errorAt} from './report.js';
import type {StatementSyntax} from './syntax.js';
import type {Name} from './tree.js';

const maxIncludeDepth = 32;
const maxIncludes = 200;

/**
 * Gives the text of an included file. `path` is relative to the folder of the script, with `/`, never
 * outside it by its words; a reader of a disk has to look at symbolic links itself. `from` is the file
 * with the `include`. Null, or an error with the code `ENOENT`, says that the file is not there.
 */
export type ReadInclude = (path: string, from: string) => string | null;

/** A script with its includes put in their places. */
export interface Loaded {
  readonly statements: readonly StatementSyntax[];
  readonly diagnostics: readonly Diagnostic[];
  readonly lost: DeclaredNames;
}

/** One file on the way from the script to the include that is being read. */
interface Visit {
  /** Name in spans: as given for the script, relative to its folder for includes. */
  readonly file: string;
  /** Relative to the script's folder, `/` between parts. */
  readonly path: string;
}

/** Reads a script and what it includes, each file once, in the order of the statements. */
export function load(text: string, file: string, readInclude: ReadInclude | null): Loaded {
  const loader = new Loader(readInclude);
  const path = file.split(/[\\/]/).at(-1)!;
  const statements = loader.read(text, [{file, path}]);
  return {
    statements,
    diagnostics: loader.diagnostics,
    lost: {has: name => loader.lost.some(names => names.has(name))},
  };
}

class Loader {
  readonly diagnostics: Diagnostic[] = [];
  readonly lost: DeclaredNames[] = [];
  readonly #seen = new Set<string>();
  readonly #readInclude: ReadInclude | null;

  constructor(readInclude: ReadInclude | null) {
    this.#readInclude = readInclude;
  }

  read(text: string, way: readonly Visit[]): StatementSyntax[] {
    const {file, path} = way.at(-1)!;
    this.#seen.add(path);
    const parsed = parse(text, file);
    // No spread: a hostile text can have more mistakes than a call can have arguments.
    for (const diagnostic of parsed.diagnostics) this.diagnostics.push(diagnostic);
    this.lost.push(parsed.lost);
    return parsed.statements.flatMap(statement =>
      statement.kind === 'include' ? this.#include(statement.path, way) : [statement],
    );
  }

  #include(given: Name, way: readonly Visit[]): StatementSyntax[] {
    const refuse = (code: Parameters<typeof errorAt>[0], message: string, hint?: string): [] => {
      this.diagnostics.push(errorAt(code, given.span, message, {hint: hint ?? null}));
      return [];
    };
    const path = resolveInclude(given.text, way.at(-1)!.path);
    if (path === null) {
      const message = `the included path ${JSON.stringify(given.text)} leaves the folder of the script`;
      return refuse(
        'include/outside',
        message,
        'write a path below the folder of the script, such as "parts/a.lrp"',
      );
    }
    const start = way.findIndex(visit => visit.path === path);
    if (start >= 0) {
      const circle = [...way.slice(start).map(visit => visit.path), path].join(' → ');
      return refuse(
        'include/cycle',
        `this include comes back to itself: ${circle}`,
        'remove one of them',
      );
    }
    // What several files include counts once; a second reading would give every name twice.
    if (this.#seen.has(path)) return [];
    if (way.length > maxIncludeDepth || this.#seen.size > maxIncludes) {
      const message = `at most ${maxIncludes} files can be included, ${maxIncludeDepth} deep`;
      return refuse('include/limit', message);
    }
    const text = this.#text(path, way.at(-1)!.file, given.span);
    return text === null ? [] : this.read(text, [...way, {file: path, path}]);
  }

  #text(path: string, from: string, span: Span): string | null {
    if (this.#readInclude === null) {
      const message = 'files cannot be included here, where no folder belongs to the text';
      this.diagnostics.push(errorAt('include/none', span, message));
      return null;
    }
    try {
      const text = this.#readInclude(path, from);
      if (text !== null) return text;
      this.diagnostics.push(missing(path, span));
    } catch (error) {
      this.diagnostics.push(
        isNotFound(error) ? missing(path, span) : unreadable(path, span, error),
      );
    }
    return null;
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function missing(path: string, span: Span): Diagnostic {
  return errorAt('include/missing', span, `there is no file "${path}" in the folder of the script`);
}

function unreadable(path: string, span: Span, error: unknown): Diagnostic {
  const reason = error instanceof Error ? error.message : String(error);
  return errorAt('include/unreadable', span, `"${path}" cannot be included: ${reason}`);
}
