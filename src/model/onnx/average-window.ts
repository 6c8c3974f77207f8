import type {DraftNode} from '../../graph/draft.js';
import type {Padding, Pair, Shape} from '../../graph/graph.js';
import {ceilWindowOutput, windowCounts} from '../../graph/shapes.js';

type DraftAvgPool = Extract<DraftNode, {kind: 'avgpool'}>;

/** How ONNX says which cells a mean counts. */
export interface AverageWindow {
  readonly pads: Padding;
  /** Whether the cells of `pads` count. */
  readonly counted: boolean;
  /** Whether a last window that is not whole stands; what it lacks never counts. */
  readonly ceil: boolean;
}

/**
 * Finds the attributes that give an average pooling its divisors; null where there are none.
 *
 * @param input [C,H,W] of what it reads.
 */
export function averageWindow(pool: DraftAvgPool, input: Shape): AverageWindow | null {
  const size: Pair = [input[1]!, input[2]!];
  const output: Pair = [pool.shape[1]!, pool.shape[2]!];
  const fits = (counted: Padding): boolean => {
    const counts = windowCounts(size, output, pool, counted).data;
    return counts.every((count, position) => count === pool.counts.data[position]);
  };
  if (fits([0, 0, 0, 0])) return {pads: pool.padding, counted: false, ceil: false};
  if (fits(pool.padding)) return {pads: pool.padding, counted: true, ceil: false};
  const [top, left, bottom, right] = pool.padding;
  for (let below = 0; below <= bottom; below++) {
    for (let beside = 0; beside <= right; beside++) {
      const pads: Padding = [top, left, below, beside];
      if (hasOutput(pool, size, pads, output) && fits(pads))
        return {pads, counted: true, ceil: true};
    }
  }
  return null;
}

function hasOutput(pool: DraftAvgPool, size: Pair, pads: Padding, output: Pair): boolean {
  const along = (axis: 0 | 1): number =>
    ceilWindowOutput(
      size[axis],
      {kernel: pool.kernel[axis], stride: pool.stride[axis], dilation: 1},
      {before: pads[axis], after: pads[axis === 0 ? 2 : 3]},
    );
  return along(0) === output[0] && along(1) === output[1];
}
