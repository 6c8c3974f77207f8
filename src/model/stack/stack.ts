import type {Padding, Pair, Shape, Tensor} from '../../graph/graph.js';
import type {Preprocessing} from '../../graph/preprocessing.js';

/** γ·(x − μ)/√(σ² + ε) + β per channel, before any folding. */
export interface StackNorm {
  readonly kind: 'norm';
  readonly name: string;
  /** γ, β, μ, σ² as [C]. */
  readonly gamma: Tensor;
  readonly beta: Tensor;
  readonly mean: Tensor;
  readonly variance: Tensor;
  readonly epsilon: number;
}

/** One layer of a stack, with its weights. */
export type StackLayer =
  | {
      readonly kind: 'conv';
      readonly name: string;
      /** [O,I,kh,kw] */
      readonly weight: Tensor;
      /** [O] */
      readonly bias: Tensor | null;
      readonly stride: Pair;
      readonly padding: Padding;
    }
  | StackNorm
  | {readonly kind: 'relu'; readonly name: string}
  | {
      readonly kind: 'maxpool';
      readonly name: string;
      readonly kernel: Pair;
      readonly stride: Pair;
    }
  | {
      readonly kind: 'avgpool';
      readonly name: string;
      readonly kernel: Pair;
      readonly stride: Pair;
    }
  /** Averages a map to one of `size`, no larger, as PyTorch's AdaptiveAvgPool2d does. */
  | {readonly kind: 'adaptiveavgpool'; readonly name: string; readonly size: Pair}
  /** [C,H,W] to [C·H·W], channels first. */
  | {readonly kind: 'flatten'; readonly name: string}
  | {
      readonly kind: 'dense';
      readonly name: string;
      /** [O,I] */
      readonly weight: Tensor;
      /** [O] */
      readonly bias: Tensor | null;
    }
  /** Left out while predicting. `rate` is the share of values that are dropped. */
  | {readonly kind: 'dropout'; readonly name: string; readonly rate: number}
  | {readonly kind: 'sigmoid'; readonly name: string}
  | {readonly kind: 'softmax'; readonly name: string};

/**
 * A network that is one layer after the other, as it is trained: batch norm and dropout are layers of their
 * own. Built-in architectures are made as stacks, training changes their weights, `draftOfStack` makes them
 * ready for `canonise`. Names are unique.
 */
export interface Stack {
  readonly name: string;
  /** [C,H,W] of one sample, or [F]. */
  readonly inputShape: Shape;
  readonly layers: readonly StackLayer[];
  readonly classes: readonly string[] | null;
  readonly preprocessing: Preprocessing | null;
  /** What was noticed while it was made, for `lrplab graph`. */
  readonly notes: readonly string[];
}
