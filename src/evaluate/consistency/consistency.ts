import type {NodeKind} from '../../graph/graph.js';
import type {DeviationCause} from '../../ledger/deviations.js';

/** Shares of rows, 0…1, that are so within the tolerance; NaN of no rows. */
export interface ConsistencyRates {
  /** Montavon et al. 2017, definition 1. */
  readonly conservative: number;
  /** Definition 2. */
  readonly positive: number;
  /** Definition 3: both. */
  readonly consistent: number;
}

/** Sizes of one deviation over the rows; NaN of no rows. */
export interface DeviationSummary {
  readonly mean: number;
  readonly median: number;
  readonly worst: number;
  /** Picture and class where it is worst, such as `2008_000008 horse`; null where none deviates. */
  readonly worstKey: string | null;
}

/** One layer of a plan over all rows. */
export interface LayerConsistency {
  /** Number among the weighted layers, null for pooling, additions, norms. */
  readonly index: number | null;
  readonly name: string;
  readonly kind: NodeKind;
  readonly rule: string;
  readonly rates: ConsistencyRates;
  /** |ΣR_out − ΣR_in| in shares of what started at the output. */
  readonly conservation: DeviationSummary;
  /** What kept or made most in the worst row; null where none deviates. */
  readonly cause: DeviationCause | null;
  /** Σ|R⁻| / Σ|R| of what the layer hands on. */
  readonly negative: DeviationSummary;
}

/** One plan over all rows. */
export interface PlanConsistency {
  readonly plan: string;
  /** What started at the output: the score, or 1. */
  readonly start: 'logit' | 'one';
  /** Of the maps at the input. */
  readonly rates: ConsistencyRates;
  /** Of the maps whose score is above 0: none other can be both. */
  readonly positiveScores: ConsistencyRates;
  /** Rows whose map and every layer are so. */
  readonly everyLayer: ConsistencyRates;
  /** |ΣR − f| of the map in shares of |f|, or of 1. */
  readonly conservation: DeviationSummary;
  readonly negative: DeviationSummary;
  /** In forward order. */
  readonly layers: readonly LayerConsistency[];
}

/** How consistent plans are over a data set; plain JSON, in which NaN becomes null. */
export interface Consistency {
  readonly model: string;
  readonly data: string;
  readonly split: string;
  readonly classes: readonly string[];
  /** A fraction of the score, and of Σ|R|. */
  readonly within: number;
  /** Pictures and classes explained. */
  readonly rows: number;
  readonly pictures: number;
  /** Rows whose score is 0 or below. */
  readonly notPositive: number;
  readonly plans: readonly PlanConsistency[];
  /** `onnx/cpu`, … */
  readonly engine: string;
}
