import type {Tensor} from '@tensorflow/tfjs-core';
import type {StackLayer} from '../../model/stack/stack.js';
import type {Random} from '../../data/random.js';
import type {Parameter} from './parameter.js';

/** A moving average that a saved state holds. */
export interface Statistic {
  readonly name: string;
  readonly data: Float32Array;
}

/** How a forward pass is made. */
export type Pass =
  | {readonly kind: 'predict'}
  /** `random` gives the numbers of this step's dropout masks. */
  | {readonly kind: 'train'; readonly random: Random};

export interface Forwarded {
  readonly y: Tensor;
  /** What the backward pass needs besides x and y. */
  readonly saved: readonly Tensor[];
}

export interface Backwarded {
  /** Shaped as x; null where it was not asked for. */
  readonly dx: Tensor | null;
  /** One a parameter, in order, shaped alike. */
  readonly gradients: readonly Tensor[];
}

/**
 * One layer while it is trained. `forward` and `backward` run within a tidy each; what they return is the
 * caller's. x is [N,H,W,C] or [N,F].
 */
export interface TrainingLayer {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly statistics: readonly Statistic[];
  /** What of the forward pass `backward` reads. */
  readonly reads: {readonly x: boolean; readonly y: boolean};
  forward(x: Tensor, pass: Pass): Forwarded;
  backward(
    dy: Tensor,
    seen: {readonly x: Tensor; readonly y: Tensor; readonly saved: readonly Tensor[]},
    wantsInput: boolean,
  ): Backwarded;
  /** The layer with its weights as they are now. */
  toStack(): StackLayer;
}
