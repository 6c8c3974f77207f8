import type {NodeKind} from '../graph/graph.js';
import type {Spread} from './spread.js';

/** How constant c_j is in one layer. */
export interface LayerConstancy {
  readonly node: number;
  /** Number among the weighted layers. */
  readonly index: number;
  readonly name: string;
  readonly kind: NodeKind;
  /** The layer's rule: its direction leads to the root points. */
  readonly rule: string;
  /** Why the layer was not examined; null where it was. */
  readonly skipped: string | null;
  /** Neurons that fire and have relevance, over all samples. */
  readonly relevant: number;
  readonly examined: number;
  /** Those examined for which the direction leads to no root. */
  readonly rootless: number;
  /** On the way from x to the neuron's own root point. */
  readonly along: readonly {readonly part: number; readonly spread: Spread}[];
  /** At random points near x. */
  readonly near: Spread;
}

export interface Constancy {
  readonly model: string;
  readonly plan: string;
  readonly engine: string;
  /** Class explained, one a sample. */
  readonly targets: readonly number[];
  readonly neurons: number;
  readonly draws: number;
  readonly radius: number;
  readonly seed: number;
  readonly layers: readonly LayerConstancy[];
}
