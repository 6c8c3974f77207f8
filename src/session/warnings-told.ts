import {renderDiagnostics} from '../../dsl/render.js';
import type {Diagnostic} from '../errors/diagnostic.js';

/** Texts of cells that are kept for the frames of warnings. */
const mostTexts = 200;

/** Warnings that one cell tells. */
const mostWarnings = 20;

/**
 * Warnings as cells tell them: each once, and again only where its own cell runs again. Frames show lines of earlier cells too,
 * whose plans are used here.
 */
export class WarningsTold {
  /** By what a warning says: the cell that said it. */
  readonly #told = new Map<string, string>();
  readonly #texts = new Map<string, string>();

  /** Texts by the names their spans use, for frames: this cell's and those before it. */
  sourcesWith(file: string, text: string): Map<string, string> {
    this.#texts.delete(file);
    this.#texts.set(file, text);
    if (this.#texts.size > mostTexts) this.#texts.delete(this.#texts.keys().next().value!);
    return new Map(this.#texts);
  }

  /** The frames of the warnings that are new; empty where there are none. `cell` tells the cells apart. */
  tell(
    warnings: readonly Diagnostic[],
    sources: ReadonlyMap<string, string>,
    cell: string,
  ): string {
    const fresh = warnings.filter(({code, message}) => {
      const said = `${code} ${message}`;
      if ((this.#told.get(said) ?? cell) !== cell) return false;
      this.#told.set(said, cell);
      return true;
    });
    const frames = renderDiagnostics(fresh.slice(0, mostWarnings), sources, {colour: false});
    const left = fresh.length - mostWarnings;
    return left > 0 ? `${frames}\n\n${left} more warnings; these come first` : frames;
  }
}
