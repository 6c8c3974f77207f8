import {LrpError} from '../errors/lrp-error.js';
import {describeShape, type Tensor} from '../graph/graph.js';

/** [N,H,W,C] to [N,C,H,W], as the graph wants it. Always a copy. */
export function toChannelsFirst(tensor: Tensor): Tensor {
  const [n, h, w, c] = axesOf(tensor, '[N,H,W,C]');
  return {shape: [n, c, h, w], data: swapAxes(tensor.data, n, h * w, c)};
}

/** [N,C,H,W] to [N,H,W,C], as tfjs models have it. Always a copy. */
export function toChannelsLast(tensor: Tensor): Tensor {
  const [n, c, h, w] = axesOf(tensor, '[N,C,H,W]');
  return {shape: [n, h, w, c], data: swapAxes(tensor.data, n, c, h * w)};
}

/** [outer, a, b] to [outer, b, a]. */
function swapAxes(data: Float32Array, outer: number, a: number, b: number): Float32Array {
  const result = new Float32Array(data.length);
  for (let n = 0; n < outer; n += 1) {
    const base = n * a * b;
    for (let i = 0; i < a; i += 1) {
      for (let j = 0; j < b; j += 1) result[base + j * a + i] = data[base + i * b + j]!;
    }
  }
  return result;
}

function axesOf(tensor: Tensor, expected: string): [number, number, number, number] {
  const [a, b, c, d] = tensor.shape;
  if (
    tensor.shape.length !== 4 ||
    a === undefined ||
    b === undefined ||
    c === undefined ||
    d === undefined
  ) {
    throw new LrpError(
      'data/layout',
      `expected pictures ${expected}, got the shape ${describeShape(tensor.shape)}`,
    );
  }
  return [a, b, c, d];
}
