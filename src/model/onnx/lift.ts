import type {Activation} from './value.js';
import type {OperatorCall} from './operator-call.js';
import {UnsupportedOperator} from './operator-call.js';

/**
 * A [C,L] tensor as [C,1,L], so that layers over one axis are layers over two; [C,H,W] as it is.
 * `lowered` takes the result back.
 */
export function lifted(call: OperatorCall, value: Activation): Activation {
  if (value.shape.length === 3) {
    return value;
  }
  if (value.shape.length !== 2) {
    throw new UnsupportedOperator(
      `it works on ${value.shape.length - 1} spatial axes; lrplab knows one and two`,
    );
  }
  return call.emit({
    kind: 'reshape',
    name: `${call.name}/lift`,
    operator: 'Unsqueeze',
    inputs: [value.node],
    shape: [value.shape[0]!, 1, value.shape[1]!],
  });
}

/** Takes [C,1,L] back to [C,L] where `input` was of one spatial axis. */
export function lowered(call: OperatorCall, value: Activation, input: Activation): Activation {
  if (input.shape.length === 3) {
    return value;
  }
  return call.emit({
    kind: 'reshape',
    name: `${call.name}/lower`,
    operator: 'Squeeze',
    inputs: [value.node],
    shape: [value.shape[0]!, value.shape[2]!],
  });
}
