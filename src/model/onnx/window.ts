import {ModelError} from '../../errors/model-error.js';
import type {Padding, Pair} from '../../graph/graph.js';
import {ceilWindowOutput, samePadding, windowOutput} from '../../graph/shapes.js';
import {maxSampleSize} from './draft-builder.js';
import type {OperatorCall} from './operator-call.js';
import {UnsupportedOperator} from './operator-call.js';

/** A sliding window over two axes, padding worked out. */
export interface Window {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  /** The padding the file asks for. */
  readonly padding: Padding;
  /** Height and width of the output. */
  readonly output: Pair;
}

/**
 * Reads strides, dilations, pads, auto_pad and ceil_mode of a convolution or pooling.
 *
 * @param size   Height and width of the input.
 * @param kernel As in the file: one number for one spatial axis, which is lifted to two.
 */
export function windowOf(call: OperatorCall, size: Pair, kernel: readonly number[]): Window {
  const axes = kernel.length;
  const pair = (name: string): Pair => {
    const values = call.attributes.integers(name) ?? new Array<number>(axes).fill(1);
    checkList(call, name, values, axes, 1);
    return axes === 1 ? [1, values[0]!] : [values[0]!, values[1]!];
  };
  checkList(call, 'kernel_shape', kernel, axes, 1);
  const shape: Pair = axes === 1 ? [1, kernel[0]!] : [kernel[0]!, kernel[1]!];
  const stride = pair('strides');
  const dilation = pair('dilations');
  const along = (axis: 0 | 1): {kernel: number; stride: number; dilation: number} => ({
    kernel: shape[axis],
    stride: stride[axis],
    dilation: dilation[axis],
  });
  const padding = paddingOf(call, size, axes, along);
  const ceil = call.attributes.integer('ceil_mode', 0) !== 0;
  const outputAlong = ceil ? ceilWindowOutput : windowOutput;
  const output: Pair = [
    outputAlong(size[0], along(0), {before: padding[0], after: padding[2]}),
    outputAlong(size[1], along(1), {before: padding[1], after: padding[3]}),
  ];
  if (output[0] < 1 || output[1] < 1) {
    throw new ModelError(
      'model/bad-shape',
      `${call.operator} "${call.name}": a window of ${shape.join('×')} does not fit into an input of ${size.join('×')}`,
    );
  }
  if (output[0] * output[1] > maxSampleSize) {
    throw new ModelError(
      'model/bad-shape',
      `${call.operator} "${call.name}": its output of ${output.join('×')} positions is larger than lrplab allows`,
    );
  }
  return {kernel: shape, stride, dilation, padding, output};
}

function paddingOf(
  call: OperatorCall,
  size: Pair,
  axes: number,
  along: (axis: 0 | 1) => {kernel: number; stride: number; dilation: number},
): Padding {
  const auto = call.attributes.text('auto_pad', 'NOTSET');
  switch (auto) {
    case 'NOTSET': {
      const pads = call.attributes.integers('pads') ?? new Array<number>(2 * axes).fill(0);
      checkList(call, 'pads', pads, 2 * axes, 0);
      return axes === 1 ? [0, pads[0]!, 0, pads[1]!] : [pads[0]!, pads[1]!, pads[2]!, pads[3]!];
    }
    case 'VALID':
      return [0, 0, 0, 0];
    case 'SAME_UPPER':
    case 'SAME_LOWER': {
      const odd = auto === 'SAME_UPPER' ? 'upper' : 'lower';
      const rows = samePadding(size[0], along(0), odd);
      const columns = samePadding(size[1], along(1), odd);
      return [rows.before, columns.before, rows.after, columns.after];
    }
    default:
      throw new UnsupportedOperator(`auto_pad "${auto}" is unknown`);
  }
}

const longest = 2 ** 24;

function checkList(
  call: OperatorCall,
  name: string,
  values: readonly number[],
  count: number,
  least: number,
): void {
  const wrong = values.some(value => !(value >= least) || value > longest);
  if (values.length !== count || wrong) {
    throw new ModelError(
      'model/bad-attribute',
      `${call.operator} "${call.name}": ${name} is [${values.slice(0, 8).join(',')}]; expected ${count} numbers from ${least} to ${longest}`,
    );
  }
}
