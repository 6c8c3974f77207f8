import type {MimeBundle} from '../src/plot/mime-bundle.js';

/** What a running cell can say and ask; all of it goes to the cell's own outputs, even after the cell has ended. */
export interface CellIo {
  readonly stream: (name: 'stdout' | 'stderr', text: string) => void;
  /** With `id` the output can be replaced: the first call with an id makes it, further ones update it in place. */
  readonly display: (bundle: MimeBundle, id?: string) => void;
  /** Clears the cell's outputs; with `wait` not before the next output. */
  readonly clear: (wait: boolean) => void;
  /** Asks the person at the front end. @throws where the front end cannot be asked. */
  readonly input: (prompt: string, options?: {readonly password?: boolean}) => Promise<string>;
}

/** One cell to carry out. */
export interface CellRequest {
  readonly code: string;
  /** Which cell of the notebook this is, where the front end says; a re-run has the same. */
  readonly cellId: string | null;
  /** The number in the brackets: `[3]`. */
  readonly count: number;
  readonly silent: boolean;
  readonly io: CellIo;
  /** Set by an interrupt. */
  readonly signal: AbortSignal;
}

/** How a cell ended. */
export type CellAnswer =
  | {
      readonly ok: true;
      readonly result: MimeBundle | null;
      /** What the front end shows beside the notebook, in a pager: the answer to `gamma?`. */
      readonly page?: MimeBundle;
    }
  | {
      readonly ok: false;
      readonly name: string;
      readonly message: string;
      /** Lines as the front end shows them; may hold terminal colours. */
      readonly traceback: readonly string[];
    };

/** Offsets are UTF-16 code units; the wire's code points are converted at the edge. */
export interface Completions {
  readonly from: number;
  readonly to: number;
  readonly items: readonly CompletionItem[];
}

export interface CompletionItem {
  readonly text: string;
  /** As Jupyter names kinds: `keyword`, `function`, `class`, `instance`, `path`, `statement`, `property`. */
  readonly type: string;
  /** `gamma(g = 0.25)` */
  readonly signature?: string;
}

export type Completeness =
  | {readonly status: 'complete' | 'invalid' | 'unknown'}
  | {readonly status: 'incomplete'; readonly indent: string};

/** A language that cells can hold. */
export interface CellEngine {
  execute(request: CellRequest): Promise<CellAnswer>;
  complete(code: string, offset: number): Promise<Completions>;
  /** What stands at the offset; null where there is nothing to say. `detail` 1 asks for more, such as sources. */
  inspect(code: string, offset: number, detail: 0 | 1): Promise<MimeBundle | null>;
  isComplete(code: string): Promise<Completeness>;
  /** Stops what runs, as far as the request's signal does not. */
  interrupt(): void;
  close(): void;
}
