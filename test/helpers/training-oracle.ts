import type {Stack, StackLayer} from '../../src/model/stack/stack.js';

/** Numbers in float64 with a shape: [N,C,H,W] or [N,F]. */
interface Wide {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** Weights of a stack by `layer.what`, in float64, as the stack has them. */
export type WideWeights = Map<string, Float64Array>;

export interface OracleOptions {
  /** Factors of every dropout layer, by name: 0 or 1/(1 − rate). */
  readonly masks: ReadonlyMap<string, ArrayLike<number>>;
}

/** The trained weights of a stack. */
export function wideWeights(stack: Stack): WideWeights {
  const weights: WideWeights = new Map();
  for (const layer of stack.layers) {
    if (layer.kind === 'norm') {
      weights.set(`${layer.name}.gamma`, Float64Array.from(layer.gamma.data));
      weights.set(`${layer.name}.beta`, Float64Array.from(layer.beta.data));
    }
    if (layer.kind === 'conv' || layer.kind === 'dense') {
      weights.set(`${layer.name}.kernel`, Float64Array.from(layer.weight.data));
      if (layer.bias !== null)
        weights.set(`${layer.name}.bias`, Float64Array.from(layer.bias.data));
    }
  }
  return weights;
}

/** Logits of a batch while training, sums written out: batch norms take the batch's own statistics. */
export function oracleLogits(
  stack: Stack,
  weights: WideWeights,
  input: Wide,
  options: OracleOptions,
): Float64Array {
  let value = input;
  for (const layer of stack.layers) value = oracleLayer(layer, weights, value, options);
  return value.data;
}

function oracleLayer(
  layer: StackLayer,
  weights: WideWeights,
  x: Wide,
  {masks}: OracleOptions,
): Wide {
  const own = (what: string): Float64Array | undefined => weights.get(`${layer.name}.${what}`);
  switch (layer.kind) {
    case 'conv': {
      const [outputs, , kh, kw] = layer.weight.shape as [number, number, number, number];
      return windows(
        x,
        {kernel: [kh, kw], stride: layer.stride, padding: layer.padding, outputs},
        at => {
          const {n, o, row, column} = at;
          const [, channels, height, width] = x.shape as [number, number, number, number];
          let sum = own('bias')?.[o] ?? 0;
          for (let c = 0; c < channels; c++) {
            for (let a = 0; a < kh; a++) {
              for (let b = 0; b < kw; b++) {
                const [y, z] = [row + a, column + b];
                if (y < 0 || z < 0 || y >= height || z >= width) continue;
                sum +=
                  own('kernel')![((o * channels + c) * kh + a) * kw + b]! *
                  x.data[((n * channels + c) * height + y) * width + z]!;
              }
            }
          }
          return sum;
        },
      );
    }
    case 'maxpool':
    case 'avgpool': {
      const [, channels, height, width] = x.shape as [number, number, number, number];
      const {kernel, stride} = layer;
      return windows(x, {kernel, stride, padding: [0, 0, 0, 0], outputs: channels}, at => {
        const cells: number[] = [];
        for (let a = 0; a < kernel[0]; a++) {
          for (let b = 0; b < kernel[1]; b++) {
            const place = (at.n * channels + at.o) * height + at.row + a;
            cells.push(x.data[place * width + at.column + b]!);
          }
        }
        return layer.kind === 'maxpool'
          ? Math.max(...cells)
          : cells.reduce((sum, cell) => sum + cell, 0) / cells.length;
      });
    }
    case 'norm': {
      const [samples = 1, channels = 1, ...area] = x.shape;
      const cells = area.reduce((product, length) => product * length, 1);
      const data = new Float64Array(x.data.length);
      for (let c = 0; c < channels; c++) {
        const places = Array.from({length: samples * cells}, (_, i) => {
          const n = Math.floor(i / cells);
          return (n * channels + c) * cells + (i % cells);
        });
        const mean = places.reduce((sum, at) => sum + x.data[at]!, 0) / places.length;
        const variance =
          places.reduce((sum, at) => sum + (x.data[at]! - mean) ** 2, 0) / places.length;
        for (const at of places) {
          const normed = (x.data[at]! - mean) / Math.sqrt(variance + layer.epsilon);
          data[at] = own('gamma')![c]! * normed + own('beta')![c]!;
        }
      }
      return {shape: x.shape, data};
    }
    case 'relu':
      return {shape: x.shape, data: x.data.map(value => Math.max(value, 0))};
    case 'flatten':
      return {shape: [x.shape[0]!, x.data.length / x.shape[0]!], data: x.data};
    case 'dense': {
      const [outputs, inputs] = layer.weight.shape as [number, number];
      const samples = x.shape[0]!;
      const data = new Float64Array(samples * outputs);
      for (let n = 0; n < samples; n++) {
        for (let o = 0; o < outputs; o++) {
          let sum = own('bias')?.[o] ?? 0;
          for (let i = 0; i < inputs; i++) {
            sum += own('kernel')![o * inputs + i]! * x.data[n * inputs + i]!;
          }
          data[n * outputs + o] = sum;
        }
      }
      return {shape: [samples, outputs], data};
    }
    case 'dropout': {
      const mask = masks.get(layer.name)!;
      return {shape: x.shape, data: x.data.map((value, index) => value * mask[index]!)};
    }
    case 'sigmoid':
    case 'adaptiveavgpool':
    case 'softmax':
      return x;
  }
}

interface Place {
  readonly n: number;
  readonly o: number;
  /** Of the window's first cell in x; may lie outside. */
  readonly row: number;
  readonly column: number;
}

function windows(
  {shape}: Wide,
  {
    kernel,
    stride,
    padding,
    outputs,
  }: {
    readonly kernel: readonly [number, number];
    readonly stride: readonly [number, number];
    readonly padding: readonly [number, number, number, number];
    readonly outputs: number;
  },
  valueAt: (place: Place) => number,
): Wide {
  const [samples, , height, width] = shape as [number, number, number, number];
  const [top, left, bottom, right] = padding;
  const rows = Math.floor((height + top + bottom - kernel[0]) / stride[0]) + 1;
  const columns = Math.floor((width + left + right - kernel[1]) / stride[1]) + 1;
  const data = new Float64Array(samples * outputs * rows * columns);
  let at = 0;
  for (let n = 0; n < samples; n++) {
    for (let o = 0; o < outputs; o++) {
      for (let y = 0; y < rows; y++) {
        for (let z = 0; z < columns; z++) {
          data[at++] = valueAt({n, o, row: y * stride[0] - top, column: z * stride[1] - left});
        }
      }
    }
  }
  return {shape: [samples, outputs, rows, columns], data};
}
