import type {BatchPlace} from './batch-place.js';

/** Numbers the file carries, or that follow from it alone: weights, shapes, axes. Row-major. */
export interface Constant {
  readonly kind: 'constant';
  /** The tensor's name in the file, for messages. */
  readonly name: string;
  readonly type: 'float' | 'integer' | 'boolean';
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}

/** A tensor that depends on the network's input. */
export interface Activation {
  readonly kind: 'activation';
  /** Name of the draft node that makes it. */
  readonly node: string;
  /** The tensor's name in the file under which it was made. */
  readonly origin: string;
  /** Per sample, without the batch axis. */
  readonly shape: readonly number[];
  /** Where the samples stand in the file's tensor. */
  readonly batch: BatchPlace;
}

/** Where a tensor is above a number; there is no relevance for it, but `Where` may ask. */
export interface Above {
  readonly kind: 'above';
  readonly of: Activation;
  readonly threshold: number;
}

/** What a tensor's name in the file stands for. `unknown` follows an operator that could not be read. */
export type Value = Constant | Activation | Above | {readonly kind: 'unknown'};
