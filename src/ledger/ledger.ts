import type {NodeKind} from '../graph/graph.js';

/**
 * One layer's account for one sample, in units of the target's score:
 * relevanceOut − relevanceIn = bias + stabiliser + gain + masked + remainder.
 */
export interface LedgerLayer {
  /** Number among the weighted layers, null for pooling, additions, norms. */
  readonly index: number | null;
  readonly name: string;
  readonly kind: NodeKind;
  /** As the language writes it. */
  readonly rule: string;
  /** ΣR arriving at the layer's output. */
  readonly relevanceOut: number;
  /** ΣR the layer hands to its inputs. */
  readonly relevanceIn: number;
  /** Kept by the bias: Σ s·B. */
  readonly bias: number;
  /** Kept by the stabiliser: Σ s·(stab(D) − D). */
  readonly stabiliser: number;
  /** What the rule itself takes (positive) or makes (negative): α−β on one-sided neurons, gradients. */
  readonly gain: number;
  /** Dropped by a mask: gamma where z = 0, padded cells of a Pad layer. */
  readonly masked: number;
  /** What none of these explains: rounding. */
  readonly remainder: number;
  /** Σ|R<0| / Σ|R| of what the layer hands on, 0…1. */
  readonly negativeShare: number;
}

export interface LedgerSample {
  /** Class index. */
  readonly target: number;
  /** The target's score before softmax or sigmoid. */
  readonly logit: number;
  /** In forward order. */
  readonly layers: readonly LedgerLayer[];
}

/** Where every bit of relevance went. `JSON.stringify` of this is the file that `--ledger` writes. */
export interface Ledger {
  readonly version: 1;
  readonly model: string;
  readonly plan: string;
  readonly samples: readonly LedgerSample[];
}
