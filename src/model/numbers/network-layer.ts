import type {Padding, Pair, Tensor} from '../../graph/graph.js';

/** Numbers in lists of equal lengths, as deep as there are axes. */
export type NestedNumbers = readonly (number | NestedNumbers)[];

/** A window that slides over a picture. */
interface Window {
  /** Rows and columns, or one number for both. */
  readonly stride?: number | Pair;
  /** Cells added at the border: all sides, rows and columns, or top, left, bottom, right. @default 0 */
  readonly padding?: number | Pair | Padding;
}

/**
 * One layer of a network written in numbers. Every layer reads the one before it; `name` is what plans and messages
 * call it, its kind and place (`dense1`, `relu2`, …) where nothing is said.
 */
export type NetworkLayer = {readonly name?: string} & (
  | {
      readonly kind: 'dense';
      /** [O][I] */
      readonly weight: NestedNumbers | Tensor;
      /** [O]. @default none */
      readonly bias?: readonly number[] | Tensor;
    }
  | (Window & {
      readonly kind: 'conv';
      /** [O][I][kh][kw] */
      readonly weight: NestedNumbers | Tensor;
      /** [O]. @default none */
      readonly bias?: readonly number[] | Tensor;
    })
  | {readonly kind: 'relu'}
  | (Window & {
      readonly kind: 'maxpool' | 'avgpool';
      /** Rows and columns of the window, or one number for both. The stride is the same where nothing is said. */
      readonly size: number | Pair;
    })
  /** The sum of all values, one number: a dense layer of ones. */
  | {readonly kind: 'sumpool'}
  | {readonly kind: 'flatten'}
  /** γ·(x − μ)/√(σ² + ε) + β, one number a channel (a feature where there are no channels). */
  | {
      readonly kind: 'batchnorm';
      readonly gamma: readonly number[] | Tensor;
      readonly beta: readonly number[] | Tensor;
      readonly mean: readonly number[] | Tensor;
      readonly variance: readonly number[] | Tensor;
      /** @default 1e-5 */
      readonly epsilon?: number;
    }
);
