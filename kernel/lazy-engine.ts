import type {CellEngine} from './cell-engine.js';

/** An engine that is loaded when it is first needed. */
export interface LazyEngine {
  /** Loads it, once. A failed load is tried again by the next call. */
  get(): Promise<CellEngine>;
  /** The engine where it is there already. */
  loaded(): CellEngine | null;
}

/** Wraps what makes an engine. */
export function createLazyEngine(load: () => CellEngine | Promise<CellEngine>): LazyEngine {
  let promise: Promise<CellEngine> | null = null;
  let engine: CellEngine | null = null;
  return {
    get() {
      promise ??= (async () => {
        try {
          engine = await load();
          return engine;
        } catch (error) {
          promise = null;
          throw error;
        }
      })();
      return promise;
    },
    loaded: () => engine,
  };
}
