import type {DraftNode} from '../../graph/draft.js';
import type {Attributes} from './attributes.js';
import {type BatchPlace, samplesFirst, samePlace, wholeShape} from './batch-place.js';
import type {Activation, Constant, Value} from './value.js';

/** Stands for a free batch size while shapes are worked out: a prime no real length is a multiple of. */
export const freeBatch: number = 1_000_003;

/** What stands between an operator and its relevance rule; the reader names node and place. */
export class UnsupportedOperator extends Error {}

/** One node of the file, its inputs worked out, and the way to add to the draft. */
export interface OperatorCall {
  readonly operator: string;
  /** Unique in the draft. */
  readonly name: string;
  readonly opset: number;
  /** Length of the batch axis; a large prime stands for a free one while shapes are worked out. */
  readonly batch: number;
  readonly inputs: readonly (Value | null)[];
  /** The inputs' names in the file. */
  readonly tensors: readonly string[];
  /** The output's name in the file. */
  readonly output: string;
  readonly attributes: Attributes;
  /** How many nodes read a tensor of the file; the model's output counts as one. */
  readonly uses: (tensor: string) => number;
  /** Adds a node to the draft and gives its output; the samples stand first where nothing else is said. */
  readonly emit: (node: DraftNode, batch?: BatchPlace) => Activation;
  /** The node of the draft that made a value. */
  readonly find: (value: Activation) => DraftNode;
  /** A node of the draft by its name. */
  readonly findNode: (name: string) => DraftNode;
  /** Puts another node in the place of one of the same name. */
  readonly replace: (node: DraftNode) => void;
}

/**
 * Turns one operator of the file into nodes of the draft, or into a constant: its first output, or all of them.
 *
 * @param outputs How many the node has in the file.
 */
export type OperatorReader = (call: OperatorCall, outputs: number) => Value | readonly Value[];

/** The input at a position as a tensor that depends on the network's input, its samples on the first axis. */
export function activationAt(call: OperatorCall, position: number): Activation {
  const value = movedActivationAt(call, position);
  if (!samePlace(value.batch, samplesFirst)) {
    throw new UnsupportedOperator(
      `its input has the samples on axis ${value.batch.axis} of [${fullShape(call, value)
        .map(length => (length === call.batch ? 'N' : length))
        .join(',')}]; they must be the first axis here`,
    );
  }
  return value;
}

/** The same, wherever its samples stand. */
export function movedActivationAt(call: OperatorCall, position: number): Activation {
  const value = call.inputs[position];
  if (value?.kind !== 'activation') {
    throw new UnsupportedOperator(
      value?.kind === 'constant'
        ? `its input ${position} must come from the layer before it, but is a constant`
        : `its input ${position} is missing or no tensor of the network`,
    );
  }
  return value;
}

/** The input at a position as a constant, null where it is left out. */
export function constantAt(call: OperatorCall, position: number, what: string): Constant | null {
  const value = call.inputs[position];
  if (value === null || value === undefined) {
    return null;
  }
  if (value.kind !== 'constant') {
    throw new UnsupportedOperator(
      `its ${what} must be stored in the file, but is computed from the input`,
    );
  }
  return value;
}

/** A constant that must be there. */
export function requiredConstantAt(call: OperatorCall, position: number, what: string): Constant {
  const constant = constantAt(call, position, what);
  if (constant === null) {
    throw new UnsupportedOperator(`its ${what} is missing`);
  }
  return constant;
}

/** The whole shape of an activation, with its samples. */
export function fullShape(call: OperatorCall, value: Activation): readonly number[] {
  return wholeShape(value, call.batch);
}
