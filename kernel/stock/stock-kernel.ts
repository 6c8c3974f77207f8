import {createRequire} from 'node:module';
import type {TslabDisplayData, TslabExecutor, TslabJupyter} from '../ts/tslab-api.js';

/** A request's content, as Jupyter writes it. */
export interface StockRequest {
  readonly code: string;
  /** Counted in code points. */
  readonly cursor_pos?: number;
  readonly detail_level?: 0 | 1;
}

export type WriteStream = (name: string, text: string) => void;
export type WriteDisplay = (data: TslabDisplayData, update: boolean) => void;

/** tslab's answer to Jupyter's requests. The three that give no promise must answer at once. */
export interface StockHandler {
  readonly executor: TslabExecutor;
  handleExecuteImpl(
    request: StockRequest,
    stream: WriteStream,
    display: WriteDisplay,
  ): Promise<unknown>;
  handleComplete(request: StockRequest): object;
  handleInspect(request: StockRequest): object;
  handleIsComplete(request: StockRequest): object;
}

/** tslab's module that answers Jupyter. */
export interface StockJupyter extends TslabJupyter {
  readonly JupyterHandlerImpl: {readonly prototype: StockHandler};
}

/**
 * The copy of tslab whose kernel runs in this process: the one that already ran a cell. Null where none does; several copies may be
 * installed, and a mere `require('tslab')` starts no kernel.
 */
export function runningStockKernel(): StockJupyter | null {
  const {cache} = createRequire(import.meta.url);
  for (const [file, entry] of Object.entries(cache)) {
    if (!/[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(file)) continue;
    const jupyter = entry?.exports as Partial<StockJupyter> | undefined;
    if (typeof jupyter?.lastWriteDisplayData !== 'function') continue;
    if (typeof jupyter.JupyterHandlerImpl === 'function') return jupyter as StockJupyter;
  }
  return null;
}
