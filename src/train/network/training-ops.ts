import type {Tensor, Tensor1D, Tensor4D} from '@tensorflow/tfjs-core';
import type {Padding, Pair} from '../../graph/graph.js';

/** How a window moves over a picture. */
export interface Window {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
}

/** What a batch norm made of a batch, M = N·H·W values a channel. */
export interface Normed {
  /** γ·(x − μ)/√(σ² + ε) + β, shaped as x. */
  readonly y: Tensor4D;
  /** μ over the batch: [C]. */
  readonly mean: Tensor1D;
  /** σ² over the batch, divided by M: [C]. */
  readonly variance: Tensor1D;
  /** What the gradient needs besides. */
  readonly saved: readonly Tensor[];
}

export interface NormGradients {
  /** Shaped as x; null where it was not asked for. */
  readonly x: Tensor4D;
  /** [C] */
  readonly gamma: Tensor1D;
  /** [C] */
  readonly beta: Tensor1D;
}

/**
 * What training needs of a backend, forward and backward: pictures [N,H,W,C], kernels [kh,kw,I,O]. Each
 * function leaves its intermediate tensors to the tidy it is called in; caller disposes the results.
 */
export interface TrainingOps {
  conv(x: Tensor4D, kernel: Tensor4D, window: Window): Tensor4D;
  /** @param shape Of x. */
  convInputGradient(
    dy: Tensor4D,
    kernel: Tensor4D,
    shape: Tensor4D['shape'],
    window: Window,
  ): Tensor4D;
  /** [kh,kw,I,O] */
  convKernelGradient(x: Tensor4D, dy: Tensor4D, window: Window): Tensor4D;
  maxPool(x: Tensor4D, window: Window): Tensor4D;
  /** Of equal values the first one takes all. */
  maxPoolGradient(dy: Tensor4D, x: Tensor4D, y: Tensor4D, window: Window): Tensor4D;
  avgPool(x: Tensor4D, window: Window): Tensor4D;
  /** @param shape Of x. */
  avgPoolGradient(dy: Tensor4D, shape: Tensor4D['shape'], window: Window): Tensor4D;
  /** Normalises by the batch's own statistics. */
  norm(x: Tensor4D, gamma: Tensor1D, beta: Tensor1D, epsilon: number): Normed;
  normGradient(
    dy: Tensor4D,
    x: Tensor4D,
    gamma: Tensor1D,
    normed: Pick<Normed, 'mean' | 'variance' | 'saved'>,
    epsilon: number,
  ): NormGradients;
  /** dy where y > 0, else 0. */
  reluGradient(dy: Tensor, y: Tensor): Tensor;
}
