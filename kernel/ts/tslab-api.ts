import {createRequire} from 'node:module';
import type ts from 'typescript';
import {LrpError} from '../../src/errors/lrp-error.js';

// Everything lrplab uses of tslab is private to it by convention, so all of it is named here and nowhere else.

/** TypeScript as tslab's copy has it; a few internal functions of the services come with it. */
export type TypeScript = typeof ts;

export interface TslabPosition {
  /** UTF-16 units from the start of the text. */
  readonly offset: number;
  /** From 0. */
  readonly line: number;
  /** From 0. */
  readonly character: number;
}

export interface TslabDiagnostic {
  readonly start: TslabPosition;
  readonly end: TslabPosition;
  readonly messageText: string;
  /** A `ts.DiagnosticCategory`. */
  readonly category: number;
  readonly code: number;
  /** Absent where the diagnostic is about the cell itself. */
  readonly fileName?: string;
}

export interface TslabConversion {
  output?: string;
  declOutput?: string;
  diagnostics: readonly TslabDiagnostic[];
  lastExpressionVar?: string | undefined;
  hasToplevelAwait?: boolean;
  readonly sideOutputs?: readonly {readonly path: string; readonly data: string}[];
}

export interface TslabCompletions {
  readonly start: number;
  readonly end: number;
  readonly candidates: readonly string[];
  readonly original?: ts.CompletionInfo;
}

export interface TslabConverter {
  convert(previous: string, source: string): TslabConversion;
  inspect(previous: string, source: string, offset: number): ts.QuickInfo | undefined;
  complete(previous: string, source: string, offset: number): TslabCompletions;
  addModule(name: string, content: string, meta?: object): readonly TslabDiagnostic[];
  close(): void;
}

/** What the executor asks for its converters. */
export interface TslabConverters {
  readonly node: TslabConverter;
  readonly browser: TslabConverter;
  close(): void;
}

export interface TslabExecutor {
  execute(source: string): Promise<boolean>;
  inspect(source: string, offset: number): ts.QuickInfo | undefined;
  complete(source: string, offset: number): TslabCompletions;
  interrupt(): void;
  close(): void;
  /** The cells' variables. */
  readonly locals: Record<string, unknown>;
}

/** tslab's way to tell of errors and last values. */
export interface TslabConsole {
  readonly log: (...values: readonly unknown[]) => void;
  readonly error: (...values: readonly unknown[]) => void;
}

/** One message of `tslab.display`. */
export interface TslabDisplayData {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly transient: {readonly display_id?: string};
}

/** tslab's module `jupyter`, whose function `tslab.display` calls. */
export interface TslabJupyter {
  lastWriteDisplayData: ((data: TslabDisplayData, update: boolean) => void) | null;
}

/** Replaces functions of TypeScript for tslab's converter; each is given the copy's own. */
export type TypeScriptOverrides = (original: TypeScript) => Partial<TypeScript>;

/** tslab in parts. */
export interface Tslab {
  readonly version: string;
  readonly typescript: TypeScript;
  readonly createConverter: (options: {isJS: boolean; isBrowser: boolean}) => TslabConverter;
  readonly createExecutor: (
    folder: string,
    converters: TslabConverters,
    console: TslabConsole,
  ) => TslabExecutor;
  readonly printQuickInfo: (info: ts.QuickInfo) => string;
  readonly jupyter: TslabJupyter;
}

/**
 * Loads tslab without starting it. Its converter is a copy of its own that sees TypeScript with the overrides;
 * everything else is the one copy that `require('tslab')` gives too.
 *
 * @throws LrpError `kernel/tslab-shape` where tslab is another version than lrplab was written for.
 */
export function loadTslab(overrides: TypeScriptOverrides): Tslab {
  const here = createRequire(import.meta.url);
  const converterFile = here.resolve('tslab/dist/converter');
  const beside = createRequire(converterFile);
  const typescriptFile = beside.resolve('@tslab/typescript-for-tslab');
  const typescript = beside(typescriptFile) as TypeScript;
  expectFunctions('@tslab/typescript-for-tslab', typescript, [
    'createWatchCompilerHost',
    'createSourceFile',
    'forEachChild',
    'resolveModuleName',
    'resolveTypeReferenceDirective',
    'transpileModule',
  ]);
  const {createConverter} = loadAfresh(beside, converterFile, typescriptFile, {
    ...typescript,
    ...overrides(typescript),
  });
  const executor = beside('./executor') as Pick<Tslab, 'createExecutor'>;
  const inspect = beside('./inspect') as Pick<Tslab, 'printQuickInfo'>;
  const jupyter = beside('./jupyter') as TslabJupyter;
  const {version} = beside('../package.json') as {version: string};
  expectFunctions('tslab/dist/converter', {createConverter}, ['createConverter']);
  expectFunctions('tslab/dist/executor', executor, ['createExecutor']);
  expectFunctions('tslab/dist/inspect', inspect, ['printQuickInfo']);
  if (!('lastWriteDisplayData' in jupyter)) {
    throw shapeError('tslab/dist/jupyter has no "lastWriteDisplayData"');
  }
  return {
    version,
    typescript,
    createConverter,
    createExecutor: executor.createExecutor,
    printQuickInfo: inspect.printQuickInfo,
    jupyter,
  };
}

/** The exports of TypeScript can't be set, so the converter is loaded while the cache holds another object. */
function loadAfresh(
  require: NodeJS.Require,
  file: string,
  typescriptFile: string,
  typescript: object,
): Pick<Tslab, 'createConverter'> {
  const {cache} = require;
  const entry = cache[typescriptFile];
  if (entry === undefined) throw shapeError('TypeScript is not in the module cache');
  const original: unknown = entry.exports;
  const earlier = cache[file];
  delete cache[file];
  entry.exports = typescript;
  try {
    return require(file) as Pick<Tslab, 'createConverter'>;
  } finally {
    entry.exports = original;
    if (earlier === undefined) delete cache[file];
    else cache[file] = earlier;
  }
}

/** Checks that an object of tslab's has these methods. @throws LrpError `kernel/tslab-shape` */
export function expectFunctions(what: string, holder: object, names: readonly string[]): void {
  for (const name of names) {
    if (typeof (holder as Record<string, unknown>)[name] !== 'function') {
      throw shapeError(`${what} has no function "${name}"`);
    }
  }
}

function shapeError(what: string): LrpError {
  return new LrpError(
    'kernel/tslab-shape',
    `${what}: lrplab works with tslab 1.0.22 only; install lrplab again so that it brings this version`,
  );
}
