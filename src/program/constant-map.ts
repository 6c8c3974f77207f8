import type {Pair, Padding} from '../graph/graph.js';

/** A convolution whose input is the same at every position: kernel sums per output channel. */
export interface FlatConv {
  /** [O,kh,kw]: per kernel cell, the sum over input channels of weight × input. */
  readonly kernel: Float64Array;
  readonly channels: number;
  readonly size: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: Padding;
  /** Input height and width. */
  readonly input: Pair;
  /** Output height and width. */
  readonly output: Pair;
}

/** For each output position along one axis, which kernel cells fall inside the input. */
function cellsInside(conv: FlatConv, axis: 0 | 1): readonly (readonly number[])[] {
  const before = conv.padding[axis]!;
  return Array.from({length: conv.output[axis]}, (_, position) =>
    Array.from({length: conv.size[axis]}, (_, cell) => cell).filter(cell => {
      const at = position * conv.stride[axis] + cell * conv.dilation[axis] - before;
      return at >= 0 && at < conv.input[axis];
    }),
  );
}

/**
 * The output [O,Ho,Wo] of such a convolution with zero padding, in float64 sums. Borders differ from
 * the middle only by which kernel cells fall inside, so equal patterns are summed once.
 */
export function flatConvOutput(conv: FlatConv): Float32Array {
  const rows = cellsInside(conv, 0);
  const columns = cellsInside(conv, 1);
  const [kernelHeight, kernelWidth] = conv.size;
  const [height, width] = conv.output;
  const result = new Float32Array(conv.channels * height * width);
  const sums = new Map<string, Float64Array>();
  rows.forEach((row, y) => {
    columns.forEach((column, x) => {
      const key = `${row.join()} ${column.join()}`;
      let sum = sums.get(key);
      if (sum === undefined) {
        sum = new Float64Array(conv.channels);
        for (let channel = 0; channel < conv.channels; channel++) {
          for (const i of row)
            for (const j of column)
              sum[channel]! += conv.kernel[(channel * kernelHeight + i) * kernelWidth + j]!;
        }
        sums.set(key, sum);
      }
      for (let channel = 0; channel < conv.channels; channel++) {
        result[(channel * height + y) * width + x] = sum[channel]!;
      }
    });
  });
  return result;
}
