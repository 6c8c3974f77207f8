import {runningTslab} from '../../src/session/running-tslab.js';
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

/** The copy of tslab whose kernel runs in this process; null where none does. */
export function runningStockKernel(): StockJupyter | null {
  const tslab = runningTslab();
  return tslab !== null && 'JupyterHandlerImpl' in tslab ? (tslab as object as StockJupyter) : null;
}
