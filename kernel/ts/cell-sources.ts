import type {FindPosition} from './source-positions.js';

/** So many cells are kept for the traces of errors that their functions may still throw. */
const mostKept = 2000;

/** A cell that ran, for the traces of errors. */
export interface CellSource {
  /** As traces and frames name it: `cell[3]`. */
  readonly name: string;
  readonly text: string;
  /** From the JavaScript that ran to the text. */
  readonly find: FindPosition;
}

/** The texts of the cells that ran, by the names their code has in stack traces. */
export class CellSources {
  readonly #sources = new Map<string, CellSource>();

  /** Keeps a cell's text under a name of its own: `cell[3]`, and where that is taken `cell[3]/2`. */
  add(count: number, text: string, find: FindPosition): CellSource {
    let name = `cell[${count}]`;
    for (let again = 2; this.#sources.has(name); again++) name = `cell[${count}]/${again}`;
    const source = {name, text, find};
    this.#sources.set(name, source);
    if (this.#sources.size > mostKept) {
      for (const oldest of this.#sources.keys()) {
        this.#sources.delete(oldest);
        break;
      }
    }
    return source;
  }

  get(name: string): CellSource | null {
    return this.#sources.get(name) ?? null;
  }
}
