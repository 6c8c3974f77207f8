import {AsyncLocalStorage} from 'node:async_hooks';
import type {CellIo} from '../cell-engine.js';

/** What work that a cell started can find out about its cell. */
export interface CellContext {
  readonly io: CellIo;
  /** Set by an interrupt. */
  readonly signal: AbortSignal;
  /** Which cell of the notebook it is, where the front end says. */
  readonly cellId: string | null;
}

const contexts = new AsyncLocalStorage<CellContext>();

/** Runs something as part of a cell: its outputs, however late they come, go to this cell. */
export function runInCell<Value>(context: CellContext, run: () => Value): Value {
  return contexts.run(context, run);
}

/** The cell that started the work going on here; null outside any cell. */
export function currentCell(): CellContext | null {
  return contexts.getStore() ?? null;
}
