import type {Parameter} from './network.js';

export interface Optimiser {
  /** Changes the parameters in place by one step of the given rate. */
  step(gradients: readonly Float32Array[], rate: number): void;
}

/** Adam with β₁ = 0.9, β₂ = 0.999, ε = 1e-8 (Kingma & Ba 2015, algorithm 1). */
export function createAdam(parameters: readonly Parameter[]): Optimiser {
  const first = parameters.map(({data}) => new Float64Array(data.length));
  const second = parameters.map(({data}) => new Float64Array(data.length));
  let steps = 0;
  return {
    step(gradients, rate) {
      steps += 1;
      const correctFirst = 1 - 0.9 ** steps;
      const correctSecond = 1 - 0.999 ** steps;
      parameters.forEach(({data}, position) => {
        const [m, v, g] = [first[position]!, second[position]!, gradients[position]!];
        for (let i = 0; i < data.length; i += 1) {
          m[i] = 0.9 * m[i]! + 0.1 * g[i]!;
          v[i] = 0.999 * v[i]! + 0.001 * g[i]! * g[i]!;
          data[i]! -= (rate * (m[i]! / correctFirst)) / (Math.sqrt(v[i]! / correctSecond) + 1e-8);
        }
      });
    },
  };
}

/** Moves the running average towards the parameters: a ← d·a + (1 − d)·p. */
export function average(
  averaged: readonly Parameter[],
  parameters: readonly Parameter[],
  decay: number,
): void {
  averaged.forEach(({data}, position) => {
    const source = parameters[position]!.data;
    for (let i = 0; i < data.length; i += 1) data[i] = decay * data[i]! + (1 - decay) * source[i]!;
  });
}
