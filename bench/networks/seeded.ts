import {sizeOf, type Tensor} from '../../src/graph/graph.js';

/** A stream of numbers that depends on the seed alone (xorshift32): fast enough for networks of 100 million weights. */
export class Seeded {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  }

  /** Numbers uniform in [low, high). */
  uniform(shape: readonly number[], low: number, high: number): Tensor {
    const data = new Float32Array(sizeOf(shape));
    const factor = (high - low) / 2 ** 32;
    let state = this.#state;
    for (let index = 0; index < data.length; index++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      data[index] = low + (state >>> 0) * factor;
    }
    this.#state = state;
    return {shape, data};
  }

  /** Weights after He et al. 2015 for ReLU networks, uniform: variance `gain` / fan-in. */
  he(shape: readonly number[], gain = 2): Tensor {
    const bound = Math.sqrt((3 * gain) / sizeOf(shape.slice(1)));
    return this.uniform(shape, -bound, bound);
  }
}
