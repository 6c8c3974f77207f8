import type {MimeBundle} from '../src/plot/mime-bundle.js';
import type {CellIo, Completeness, Completions} from './cell-engine.js';
import type {PublishedValue} from './ts/published-values.js';

/** What a `%%lrp` cell in a stock tslab kernel can say; that kernel cannot ask or clear. */
export interface ScriptCellIo extends Pick<CellIo, 'stream' | 'display'> {
  /** Set by Ctrl+C. */
  readonly signal: AbortSignal;
}

/** The variables of the kernel's TypeScript cells. */
export interface ScriptVariables {
  get(name: string): unknown;
  names(): readonly string[];
}

/** `%%lrp` cells, for a kernel of another make. Texts come with spaces where `%%lrp` stood; offsets are UTF-16 units. */
export interface ScriptCells {
  /** Carries a cell out. @returns Its last value; null for none. @throws what the cell failed with. */
  run(code: string, io: ScriptCellIo): Promise<MimeBundle | null>;
  /** Stock tslab answers at once or never, so these three don't wait. */
  complete(code: string, offset: number): Completions;
  inspect(code: string, offset: number, detail: 0 | 1): MimeBundle | null;
  isComplete(code: string): Completeness;
  /** Values made since the last call, for TypeScript. */
  takeValues(): readonly PublishedValue[];
}

/** Makes the cells of one kernel. */
export type CreateScriptCells = (variables: ScriptVariables) => ScriptCells;
