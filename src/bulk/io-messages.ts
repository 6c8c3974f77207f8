import type {NamedArray} from '../data/npz.js';
import type {Graph} from '../graph/graph.js';
import type {BulkInput} from './bulk-input.js';

/** What went wrong, fit to be sent between threads. */
export interface Mishap {
  readonly code: string;
  readonly message: string;
}

/** A sample's numbers in the model's own layout without the batch axis, or why there are none. */
export type ReadSample =
  | {readonly ok: true; readonly data: Float32Array}
  | {readonly ok: false; readonly mishap: Mishap};

/** One sample's result files: arrays as `.npz`, text as `.json`. No arrays where the sample could not be read. */
export interface ResultContent {
  /** Path without ending. */
  readonly path: string;
  readonly arrays: readonly NamedArray[] | null;
  readonly text: string;
}

/** The part of a graph that says how pictures become its input. */
export type InputFrame = Graph;

export type IoRequest = {readonly id: number} & (
  | {readonly kind: 'read'; readonly inputs: readonly BulkInput[]}
  | {readonly kind: 'write'; readonly results: readonly ResultContent[]}
);

export type IoReply = {readonly id: number} & (
  | {readonly kind: 'read'; readonly samples: readonly ReadSample[]}
  | {readonly kind: 'written'}
  | {readonly kind: 'failed'; readonly mishap: Mishap}
);
