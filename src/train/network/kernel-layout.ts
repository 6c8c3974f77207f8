import type {Tensor} from '../../graph/graph.js';

/** [O,I,kh,kw] as [kh,kw,I,O], a copy. */
export function toKernel({shape, data}: Tensor): Float32Array {
  const [outputs = 1, inputs = 1, kh = 1, kw = 1] = shape;
  const area = kh * kw;
  const kernel = new Float32Array(data.length);
  for (let o = 0; o < outputs; o += 1) {
    for (let i = 0; i < inputs; i += 1) {
      const from = (o * inputs + i) * area;
      for (let tap = 0; tap < area; tap += 1) {
        kernel[(tap * inputs + i) * outputs + o] = data[from + tap]!;
      }
    }
  }
  return kernel;
}

/** [kh,kw,I,O] as [O,I,kh,kw], a copy. */
export function fromKernel({shape, data}: Tensor): Float32Array {
  const [kh = 1, kw = 1, inputs = 1, outputs = 1] = shape;
  const area = kh * kw;
  const weight = new Float32Array(data.length);
  for (let o = 0; o < outputs; o += 1) {
    for (let i = 0; i < inputs; i += 1) {
      const to = (o * inputs + i) * area;
      for (let tap = 0; tap < area; tap += 1) {
        weight[to + tap] = data[(tap * inputs + i) * outputs + o]!;
      }
    }
  }
  return weight;
}
