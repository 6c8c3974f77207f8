import {LrpError} from '../../errors/lrp-error.js';
import {describeShape, type Padding, type Pair, type Shape} from '../../graph/graph.js';
import {windowOutput} from '../../graph/shapes.js';
import {describeGiven} from './read-numbers.js';

const longest = 100_000;

function whole(value: unknown, least: number, where: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= longest)
    return value;
  throw new LrpError(
    'network/window',
    `${where}: expected whole numbers from ${least}, got ${describeGiven(value)}`,
  );
}

/** Rows and columns, or one number for both. */
export function readPair(value: unknown, where: string): Pair {
  if (!Array.isArray(value)) {
    const both = whole(value, 1, where);
    return [both, both];
  }
  if (value.length !== 2)
    throw new LrpError(
      'network/window',
      `${where}: expected one number, or rows and columns, got ${describeGiven(value)}`,
    );
  return [whole(value[0], 1, where), whole(value[1], 1, where)];
}

/** All sides, rows and columns, or top, left, bottom, right. */
export function readPadding(value: unknown, where: string): Padding {
  if (!Array.isArray(value)) {
    const all = whole(value, 0, where);
    return [all, all, all, all];
  }
  if (value.length !== 2 && value.length !== 4)
    throw new LrpError(
      'network/window',
      `${where}: expected one number, rows and columns, or top, left, bottom and right, got ${describeGiven(value)}`,
    );
  const [top, left, bottom = top, right = left] = value.map((cells: unknown) =>
    whole(cells, 0, where),
  );
  return [top!, left!, bottom!, right!];
}

/** Rows and columns of what a sliding window makes. @throws LrpError `network/shape` where it does not fit once. */
export function slide(
  [, height, width]: Shape,
  window: {readonly kernel: Pair; readonly stride: Pair; readonly padding: Padding},
  where: string,
): Pair {
  const along = (axis: 0 | 1): number => {
    const [kernel, stride] = [window.kernel[axis], window.stride[axis]];
    const padding = {before: window.padding[axis], after: window.padding[axis === 0 ? 2 : 3]};
    return windowOutput(axis === 0 ? height! : width!, {kernel, stride, dilation: 1}, padding);
  };
  const output: Pair = [along(0), along(1)];
  if (output[0] < 1 || output[1] < 1)
    throw new LrpError(
      'network/shape',
      `${where}: a window of ${window.kernel.join('×')} does not fit into ${describeShape([height!, width!])}`,
    );
  return output;
}
