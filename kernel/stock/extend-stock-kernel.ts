import {type CellLanguage, cellLanguage} from '../../dsl/recognise.js';
import {answerError} from '../ts/cell-error.js';
import {CellSources} from '../ts/cell-sources.js';
import {PublishedValues} from '../ts/published-values.js';
import {expectFunctions, type TslabExecutor} from '../ts/tslab-api.js';
import {toCodePoints, toUtf16} from '../code-points.js';
import type {CreateScriptCells, ScriptCells} from '../script-cells.js';
import {runScriptCell, type StockOutput} from './run-script-cell.js';
import type {StockHandler, StockJupyter, StockRequest} from './stock-kernel.js';

/** Marks a kernel that knows `%%lrp` already, also where another copy of lrplab taught it. */
const extended = Symbol.for('lrplab.scriptCells');

/** Where the generated cells find the one that runs them. */
const bridgeName = '__lrplab';

/** What stands for one executor. */
interface Kernel {
  readonly cells: ScriptCells;
  readonly published: PublishedValues;
}

/**
 * Teaches a running stock tslab kernel `%%lrp` cells: execution, completion, hover and is_complete. Other cells stay tslab's. Doing
 * it twice changes nothing.
 *
 * @throws LrpError `kernel/tslab-shape` where tslab is another version than lrplab was written for.
 */
export function extendStockKernel(
  {JupyterHandlerImpl}: StockJupyter,
  create: CreateScriptCells,
): void {
  const {prototype} = JupyterHandlerImpl;
  if (Reflect.has(prototype, extended)) return;
  expectFunctions('tslab: JupyterHandlerImpl', prototype, [
    'handleExecuteImpl',
    'handleComplete',
    'handleInspect',
    'handleIsComplete',
  ]);
  const {handleExecuteImpl, handleComplete, handleInspect, handleIsComplete} = prototype;
  const kernels = new WeakMap<TslabExecutor, Kernel>();
  const kernelOf = ({executor}: StockHandler): Kernel => {
    const kernel = kernels.get(executor) ?? {
      cells: create({
        get: name => (Object.hasOwn(executor.locals, name) ? executor.locals[name] : undefined),
        names: () => Object.keys(executor.locals),
      }),
      published: new PublishedValues(),
    };
    kernels.set(executor, kernel);
    return kernel;
  };

  const replaced: Omit<StockHandler, 'executor'> & ThisType<StockHandler> = {
    async handleExecuteImpl(request, stream, display) {
      const {cells, published} = kernelOf(this);
      const script = scriptOf(request);
      if (script === null) {
        published.add(cells.takeValues());
        await quietly(() => published.declare(this.executor));
        return handleExecuteImpl.call(this, withoutMark(request), stream, display);
      }
      const output: StockOutput = {stream, display};
      const bridge = {
        run: (code: string) => runScriptCell(cells, code, output, framesOf),
      };
      Object.defineProperty(globalThis, bridgeName, {value: bridge, configurable: true});
      // The text is data to the generated cell, whatever stands in it.
      const code = `await Promise.resolve().then(() => globalThis[${JSON.stringify(bridgeName)}].run(${JSON.stringify(script)}))`;
      return handleExecuteImpl.call(this, {...request, code}, stream, display);
    },

    handleComplete(request) {
      const script = scriptOf(request);
      if (script === null) return handleComplete.call(this, withoutMark(request));
      const {from, to, items} = kernelOf(this).cells.complete(script, offsetIn(request));
      const start = toCodePoints(script, from);
      const end = toCodePoints(script, to);
      return {
        status: 'ok',
        cursor_start: start,
        cursor_end: end,
        matches: items.map(({text}) => text),
        metadata: {
          _jupyter_types_experimental: items.map(item => ({...item, start, end})),
        },
      };
    },

    handleInspect(request) {
      const script = scriptOf(request);
      if (script === null) return handleInspect.call(this, withoutMark(request));
      const bundle = kernelOf(this).cells.inspect(
        script,
        offsetIn(request),
        request.detail_level ?? 0,
      );
      return {
        status: 'ok',
        found: bundle !== null,
        data: bundle?.data ?? {},
        metadata: bundle?.metadata ?? {},
      };
    },

    handleIsComplete(request) {
      const script = scriptOf(request);
      return script === null
        ? handleIsComplete.call(this, withoutMark(request))
        : kernelOf(this).cells.isComplete(script);
    },
  };
  Object.assign(prototype, replaced, {[extended]: true});
}

/** A cell whose first line says its language; null for others. Its mark is blank, so every place stays where it is. */
function marked(cell: string): CellLanguage | null {
  return /^\s*%%/.test(cell) ? cellLanguage(cell, () => true) : null;
}

/** The text of a `%%lrp` cell, null for other cells. */
function scriptOf({code}: StockRequest): string | null {
  const cell = marked(code);
  return cell?.language === 'lrp' ? cell.code : null;
}

/** tslab knows no `%%ts`. */
function withoutMark<Request extends StockRequest>(request: Request): Request {
  return {...request, code: marked(request.code)?.code ?? request.code};
}

function offsetIn({code, cursor_pos: cursor = Number.POSITIVE_INFINITY}: StockRequest): number {
  return toUtf16(code, cursor);
}

/** What a failed cell shows; nothing of it is TypeScript. */
function framesOf(error: unknown): string {
  const {traceback} = answerError(error, {
    sources: new CellSources(),
    folder: process.cwd(),
    kernelFolders: [],
    colour: true,
  });
  return traceback.join('\n');
}

/** tslab prints what is wrong with a declaration, but nobody wrote it. */
async function quietly(run: () => Promise<void>): Promise<void> {
  const {stderr} = process;
  const before = stderr.write;
  stderr.write = () => true;
  try {
    await run();
  } finally {
    stderr.write = before;
  }
}
