import {createRequire} from 'node:module';
import type {MimeBundle} from '../plot/mime-bundle.js';

/** A bundle as kernels send it. */
export interface DisplayContent extends MimeBundle {
  readonly transient: {readonly display_id?: string};
}

/** The part of tslab's module for Jupyter that shows things. */
export interface RunningTslab {
  /** Shows in the cell that ran last; `update` replaces what has the same id. Another function for each cell. */
  readonly lastWriteDisplayData: (content: DisplayContent, update: boolean) => void;
}

/**
 * The copy of tslab whose kernel runs in this process: the one that already ran a cell. Null where none does; several copies may be
 * installed, and a mere `require('tslab')` starts no kernel.
 */
export function runningTslab(): RunningTslab | null {
  const {cache} = createRequire(import.meta.url);
  for (const [file, entry] of Object.entries(cache)) {
    if (!/[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(file)) continue;
    const jupyter = entry?.exports as Partial<RunningTslab> | undefined;
    if (typeof jupyter?.lastWriteDisplayData === 'function') return jupyter as RunningTslab;
  }
  return null;
}
