import type {ProgramBuilder} from './builder.js';
import type {ValueId} from './program.js';

/** The causes by which a layer keeps or makes relevance. */
export type Cause = 'bias' | 'stabiliser' | 'gain' | 'masked';

/** One summand of a layer's account: `factor` times the program output named `output`. */
export interface Entry {
  readonly cause: Cause;
  readonly output: string;
  readonly factor: number;
}

/** What the ledger reads for one layer: names of program outputs, each [N]. */
export interface LayerAccount {
  readonly node: number;
  /** ΣR arriving at the layer's output. */
  readonly relevanceOut: string;
  /** ΣR handed to each of its inputs; they add up. */
  readonly relevanceIn: readonly string[];
  /** Σ|R| handed to each of its inputs. */
  readonly absolute: readonly string[];
  readonly entries: readonly Entry[];
  /** True where the rule conserves nothing by design, so that the whole difference is its own gain. */
  readonly gainIsRest: boolean;
}

/** Collects the account of one layer while its relevance is shared out. */
export class AccountBook {
  readonly #builder: ProgramBuilder;
  readonly #node: number;
  readonly #entries: Entry[] = [];
  readonly #active: boolean;
  readonly #prefix: string;
  gainIsRest = false;

  /**
   * @param options.active False where no ledger is wanted: then nothing is computed.
   * @param options.prefix What the names of its outputs begin with.
   */
  constructor(
    builder: ProgramBuilder,
    node: number,
    {active, prefix = ''}: {readonly active: boolean; readonly prefix?: string},
  ) {
    this.#builder = builder;
    this.#node = node;
    this.#active = active;
    this.#prefix = prefix;
  }

  /** Books `factor` · Σ over the sample; `value` is only computed where the ledger is wanted. */
  book(cause: Cause, value: () => ValueId, factor = 1): void {
    if (!this.#active) return;
    this.#entries.push({
      cause,
      factor,
      output: this.#name(value(), `${cause}${this.#entries.length}`),
    });
  }

  /** Closes the account. */
  close(relevance: ValueId, handed: readonly ValueId[]): LayerAccount | null {
    if (!this.#active) return null;
    const builder = this.#builder;
    return {
      node: this.#node,
      relevanceOut: this.#name(builder.sum(relevance), 'out'),
      relevanceIn: handed.map((value, index) => this.#name(builder.sum(value), `in${index}`)),
      absolute: handed.map((value, index) =>
        this.#name(builder.sum(builder.unary({name: 'absolute'}, value)), `absolute${index}`),
      ),
      entries: this.#entries,
      gainIsRest: this.gainIsRest,
    };
  }

  #name(value: ValueId, what: string): string {
    const name = `${this.#prefix}ledger.${this.#node}.${what}`;
    this.#builder.output(name, value);
    return name;
  }
}
