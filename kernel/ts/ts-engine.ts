import {setImmediate as nextTurn} from 'node:timers/promises';
import {join} from 'node:path';
import type {
  CellAnswer,
  CellEngine,
  CellRequest,
  Completeness,
  Completions,
} from '../cell-engine.js';
import type {MimeBundle} from '../../src/plot/mime-bundle.js';
import {packageFolder} from '../package-folder.js';
import {runInCell} from './cell-context.js';
import {answerError, answerInterrupt, type ErrorOptions} from './cell-error.js';
import {defineCellGlobals, guardExit} from './cell-globals.js';
import {captureOutputs} from './cell-outputs.js';
import {CellSources} from './cell-sources.js';
import {completenessOf} from './completeness.js';
import {toCompletions} from './completions.js';
import {isUnknown, toInspection} from './inspection.js';
import {reportLateErrors} from './late-errors.js';
import {type LoadedCompiler, loadCompiler} from './load-compiler.js';
import {PublishedValues, type PublishedValue} from './published-values.js';
import {resolveFromPackage} from './resolve-modules.js';
import {resultBundle} from './result-bundle.js';
import {answerDiagnostics} from './type-diagnostics.js';

export interface TsEngineOptions {
  /** The notebook's folder: where imports and types are looked for first. */
  readonly folder: string;
  /** Terminal colours in tracebacks. @default true */
  readonly colour?: boolean;
  /** Whether errors that nobody waits for are told to their cell instead of ending the process. @default true */
  readonly lateErrors?: boolean;
}

/** Runs TypeScript cells; what one declares the next ones see. */
export interface TsEngine extends CellEngine {
  /** A variable's value; undefined where there is none. */
  get(name: string): unknown;
  /** Names of the variables that cells and the language made. */
  names(): readonly string[];
  /** Makes variables of values of the language, when the next TypeScript cell could ask for them. */
  publish(values: readonly PublishedValue[]): void;
  /** Loads the compiler, so that the first cell need not wait for it. */
  warm(): Promise<void>;
  /** Runs something as part of a cell: what it prints goes to that cell, however late. For cells in other languages. */
  within<Value>(request: Pick<CellRequest, 'io' | 'signal' | 'cellId'>, run: () => Value): Value;
  /** Whether TypeScript's grammar reads a text. */
  parses(code: string): boolean;
  /** Something a cell threw, in whatever language, as a front end shows it. */
  failure(error: unknown, signal: AbortSignal): CellAnswer;
}

/** Makes an engine in this process. What is printed from now on by work that cells started goes to the cells, until `close`. */
export async function createTsEngine({
  folder,
  colour = true,
  lateErrors = true,
}: TsEngineOptions): Promise<TsEngine> {
  const sources = new CellSources();
  const errorOptions: ErrorOptions = {
    sources,
    folder,
    kernelFolders: [join(packageFolder, 'dist/kernel'), join(packageFolder, 'kernel')],
    colour,
  };
  const restore = [
    captureOutputs(),
    defineCellGlobals(),
    guardExit(),
    resolveFromPackage(folder, packageFolder),
    ...(lateErrors ? [reportLateErrors(error => answerError(error, errorOptions).traceback)] : []),
  ];
  return new Engine(folder, sources, errorOptions, restore);
}

class Engine implements TsEngine {
  readonly #folder: string;
  readonly #sources: CellSources;
  readonly #errors: ErrorOptions;
  readonly #restore: (() => void)[];
  readonly #published = new PublishedValues();
  #loaded: LoadedCompiler | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #running = false;
  #declaring: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(folder: string, sources: CellSources, errors: ErrorOptions, restore: (() => void)[]) {
    this.#folder = folder;
    this.#sources = sources;
    this.#errors = errors;
    this.#restore = restore;
  }

  execute(request: CellRequest): Promise<CellAnswer> {
    // tslab knows one cell at a time.
    const answer = this.#last.then(() => runInCell(request, () => this.#execute(request)));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async #execute(request: CellRequest): Promise<CellAnswer> {
    const {code, count, signal} = request;
    if (signal.aborted) return answerInterrupt();
    const {executor, cells, thrown} = this.#load();
    const interrupt = (): void => executor.interrupt();
    signal.addEventListener('abort', interrupt);
    this.#running = true;
    try {
      await this.#declaring;
      await this.#declareNow();
      cells.begin(count);
      thrown.length = 0;
      const ok = await executor.execute(code);
      const notes = cells.take();
      if (notes.diagnostics.length > 0) {
        const name = notes.source?.name ?? `cell[${count}]`;
        return answerDiagnostics(notes, code, name, this.#folder, this.#errors.colour);
      }
      if (!ok) return this.failure(thrown.at(-1)?.value, signal);
      if (notes.lastValue === null) return {ok: true, result: null};
      const value = executor.locals[notes.lastValue];
      delete executor.locals[notes.lastValue];
      return {ok: true, result: await untilAborted(resultBundle(value), signal)};
    } catch (error) {
      return this.failure(error, signal);
    } finally {
      this.#running = false;
      signal.removeEventListener('abort', interrupt);
    }
  }

  failure(error: unknown, signal: AbortSignal): CellAnswer {
    if (signal.aborted || isInterrupt(error)) return answerInterrupt();
    return answerError(error, this.#errors);
  }

  async complete(code: string, offset: number): Promise<Completions> {
    const {executor} = this.#load();
    await this.#declare();
    try {
      return toCompletions(executor.complete(code, offset), () => null);
    } catch {
      // The compiler is at times overwhelmed by half a text.
      return {from: offset, to: offset, items: []};
    }
  }

  async inspect(code: string, offset: number, detail: 0 | 1): Promise<MimeBundle | null> {
    const {executor, tslab} = this.#load();
    await this.#declare();
    try {
      const info = executor.inspect(code, offset);
      if (info === undefined || isUnknown(info)) return null;
      const {start, length} = info.textSpan;
      const name = code.slice(start, start + length);
      const value =
        detail === 1 && Object.hasOwn(executor.locals, name)
          ? {value: executor.locals[name]}
          : null;
      return toInspection(info, tslab.printQuickInfo(info), value);
    } catch {
      return null;
    }
  }

  async isComplete(code: string): Promise<Completeness> {
    return completenessOf(this.#load().tslab.typescript, code);
  }

  interrupt(): void {
    this.#loaded?.executor.interrupt();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#loaded?.executor.close();
    for (const restore of this.#restore.toReversed()) restore();
  }

  get(name: string): unknown {
    const waiting = this.#published.get(name);
    if (waiting !== null) return waiting.value;
    const locals = this.#loaded?.executor.locals;
    return locals !== undefined && Object.hasOwn(locals, name) ? locals[name] : undefined;
  }

  names(): readonly string[] {
    const locals = Object.keys(this.#loaded?.executor.locals ?? {});
    return [...new Set([...locals, ...this.#published.names()])];
  }

  publish(values: readonly PublishedValue[]): void {
    this.#published.add(values);
  }

  async warm(): Promise<void> {
    const {cells, executor} = this.#load();
    await nextTurn();
    if (cells.started() || this.#closed) return;
    try {
      executor.complete('', 0);
    } catch {
      // Then the first cell says what is wrong.
    }
  }

  within<Value>(request: Pick<CellRequest, 'io' | 'signal' | 'cellId'>, run: () => Value): Value {
    return runInCell(request, run);
  }

  parses(code: string): boolean {
    return completenessOf(this.#load().tslab.typescript, code).status === 'complete';
  }

  /** Not while a cell runs: tslab would forget the declarations when the cell ends. */
  async #declare(): Promise<void> {
    if (this.#running) return;
    this.#declaring = this.#declaring.then(() => this.#declareNow());
    await this.#declaring;
  }

  async #declareNow(): Promise<void> {
    const {executor, cells} = this.#load();
    cells.begin(null);
    await this.#published.declare(executor);
  }

  #load(): LoadedCompiler {
    this.#loaded ??= loadCompiler(this.#folder, this.#sources, this.#restore);
    return this.#loaded;
  }
}

async function untilAborted(
  bundle: Promise<MimeBundle | null>,
  signal: AbortSignal,
): Promise<MimeBundle | null> {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([bundle, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Node's error for a script that Ctrl+C stopped, and tslab's for a cell that stopped waiting. */
function isInterrupt(error: unknown): boolean {
  return (
    error instanceof Error &&
    (('code' in error && error.code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') ||
      error.message === 'Interrupted asynchronously')
  );
}
