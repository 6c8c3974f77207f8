import type {Parameter} from './network/parameter.js';

/** What Adam changes of a parameter, and whom it tells. */
type Changeable = Pick<Parameter, 'data' | 'decays' | 'changed'>;

/** What Adam keeps of one parameter: moving averages of gradient and squared gradient. */
export interface Moments {
  readonly first: Float32Array;
  readonly second: Float32Array;
}

export interface AdamOptions {
  /** Decoupled weight decay: w loses the share rate·decay at a step, where the parameter decays at all. */
  readonly decay: number;
  /** @default 0.9 */
  readonly beta1?: number;
  /** @default 0.999 */
  readonly beta2?: number;
  /** @default 1e-7 */
  readonly epsilon?: number;
}

export function createMoments(parameters: readonly Pick<Parameter, 'data'>[]): Moments[] {
  return parameters.map(({data}) => ({
    first: new Float32Array(data.length),
    second: new Float32Array(data.length),
  }));
}

/**
 * One step of Adam (Kingma & Ba 2015, Alg. 1): m ← β₁·m + (1−β₁)·g, v ← β₂·v + (1−β₂)·g²,
 * w ← w − rate·(m/(1−β₁ᵗ))/(√(v/(1−β₂ᵗ)) + ε); with decoupled weight decay (Loshchilov & Hutter 2019, Alg. 2)
 * w also loses rate·decay·w. Parameters and moments are changed in place.
 *
 * @param step t, counted from 1.
 */
export function adamStep(
  parameters: readonly Changeable[],
  moments: readonly Moments[],
  gradients: readonly Float32Array[],
  {step, rate}: {readonly step: number; readonly rate: number},
  {decay, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7}: AdamOptions,
): void {
  const size = rate / (1 - beta1 ** step);
  const root = Math.sqrt(1 - beta2 ** step);
  parameters.forEach((parameter, index) => {
    const w = parameter.data;
    const g = gradients[index]!;
    const {first, second} = moments[index]!;
    const shrink = parameter.decays ? 1 - rate * decay : 1;
    for (let i = 0; i < w.length; i += 1) {
      const slope = g[i]!;
      const m = beta1 * first[i]! + (1 - beta1) * slope;
      const v = beta2 * second[i]! + (1 - beta2) * slope * slope;
      first[i] = m;
      second[i] = v;
      w[i] = shrink * w[i]! - (size * m) / (Math.sqrt(v) / root + epsilon);
    }
    parameter.changed();
  });
}
