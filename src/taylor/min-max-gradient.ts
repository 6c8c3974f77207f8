import {type MinMaxModel, predictMinMax} from './min-max-model.js';

/** The derivatives by all that is learnt, shaped as the model's own arrays. */
export interface MinMaxGradient {
  readonly v: Float32Array;
  readonly u: Float32Array;
  readonly d: Float32Array;
}

/** One sample to learn from. */
export interface MinMaxSample {
  /** x_i, [I] */
  readonly x: ArrayLike<number>;
  /** R_l, [L] */
  readonly upper: ArrayLike<number>;
  /** R_k, [K] */
  readonly relevance: ArrayLike<number>;
}

/**
 * Adds the gradient of scale·Σ_k (R̂_k − R_k)² for one sample to `into`. Written out: with e_k = 2·scale·(R̂_k − R_k) and
 * unit j of neuron k firing, ∂/∂v_ij = e_k·x_i; where also Σ_l R_l u_lj + d_j < 0, ∂/∂u_lj = e_k·R_l and ∂/∂d_j = e_k.
 *
 * @returns Σ_k (R̂_k − R_k)².
 */
export function addMinMaxGradient(
  model: MinMaxModel,
  {x, upper, relevance}: MinMaxSample,
  scale: number,
  into: MinMaxGradient,
): number {
  const {inputs, neurons, units: perNeuron} = model;
  const predicted = predictMinMax(model, x, upper);
  const active: number[] = [];
  for (let i = 0; i < inputs; i++) if (x[i] !== 0) active.push(i);
  let sum = 0;
  for (let k = 0; k < neurons; k++) {
    const error = predicted.relevance[k]! - relevance[k]!;
    sum += error * error;
    const slope = 2 * scale * error;
    for (let unit = k * perNeuron; unit < (k + 1) * perNeuron; unit++) {
      if (predicted.units[unit] === 0) continue;
      for (const i of active) into.v[unit * inputs + i]! += slope * x[i]!;
      if (predicted.drive[unit]! >= 0) continue;
      for (let l = 0; l < model.upper; l++) into.u[unit * model.upper + l]! += slope * upper[l]!;
      into.d[unit]! += slope;
    }
  }
  return sum;
}
