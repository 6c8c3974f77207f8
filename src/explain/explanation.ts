import type {Tensor} from '../graph/graph.js';
import type {Ledger} from '../ledger/ledger.js';
import type {Plan} from '../plan/plan.js';
import type {LayerRelevance} from './layer-relevance.js';

/** What `explain` gives: plain numbers, nothing to dispose. */
export interface Explanation {
  readonly plan: Plan;
  /** Relevance at the input, in the model's own layout and the input's shape, batch first. Unit: the target's score. */
  readonly relevance: Tensor;
  /** [N,K], the scores before any softmax or sigmoid. */
  readonly logits: Tensor;
  /** Class index explained, per sample. */
  readonly targets: readonly number[];
  readonly ledger: Ledger;
  /** `onnx/cpu`, `tfjs/wasm`, … */
  readonly engine: string;
  /** Relevance at the input and at every layer, per sample, reduced to maps; null unless asked for. */
  readonly layers: readonly (readonly LayerRelevance[])[] | null;
}
