import {LrpError} from '../errors/lrp-error.js';
import {redistributeAlong, type Redistributed} from './generic-rule.js';
import type {NeuronLayer} from './neuron-layer.js';
import type {SearchDirection} from './search-direction.js';

/**
 * A relevance model that was learnt: it predicts R_k of a layer's neurons from what the layer reads, x_i, and from the
 * relevance R_l of the layer above, by J detection units for each neuron k:
 *
 *   R̂_k = Σ_j y_j,   y_j = max(0, Σ_i x_i v_ij + a_j),   a_j = min(0, Σ_l R_l u_lj + d_j)
 *
 * a_j is never above 0: it holds y_j down where nothing above asks for what the unit detects. So the units are neurons
 * with b ≤ 0, and the rules of deep Taylor apply to them. The paper calls u v, too.
 *
 * @see Montavon et al. 2017, "Min-max relevance model".
 */
export interface MinMaxModel {
  /** I, how many x_i. */
  readonly inputs: number;
  /** L, how many R_l. */
  readonly upper: number;
  /** K, how many R_k. */
  readonly neurons: number;
  /** J, detection units for each of them. */
  readonly units: number;
  /** v_ij: [K·J,I], unit j of neuron k in row k·J + j. */
  readonly v: Float32Array;
  /** u_lj: [K·J,L] */
  readonly u: Float32Array;
  /** d_j: [K·J] */
  readonly d: Float32Array;
}

/** What a model makes of one sample. */
export interface MinMaxPrediction {
  /** R̂_k, [K]; never below 0. */
  readonly relevance: Float64Array;
  /** y_j, [K·J] */
  readonly units: Float64Array;
  /** Σ_l R_l u_lj + d_j, before the minimum with 0, [K·J]. */
  readonly drive: Float64Array;
}

/**
 * Predicts the relevance of a layer's neurons.
 *
 * @param x     [I], what the layer reads. @param upper [L], relevance at the output of the layer above.
 * @throws LrpError `taylor/length`.
 */
export function predictMinMax(
  model: MinMaxModel,
  x: ArrayLike<number>,
  upper: ArrayLike<number>,
): MinMaxPrediction {
  const {inputs, neurons, units: perNeuron, v, u, d} = model;
  if (x.length !== inputs || upper.length !== model.upper)
    throw new LrpError(
      'taylor/length',
      `the relevance model reads ${inputs} inputs and ${model.upper} relevances from above; it was given ${x.length} and ${upper.length}`,
    );
  const count = neurons * perNeuron;
  const active: number[] = [];
  for (let i = 0; i < inputs; i++) if (x[i] !== 0) active.push(i);
  const relevance = new Float64Array(neurons);
  const units = new Float64Array(count);
  const drive = new Float64Array(count);
  for (let unit = 0; unit < count; unit++) {
    let from = d[unit]!;
    for (let l = 0; l < model.upper; l++) from += u[unit * model.upper + l]! * upper[l]!;
    drive[unit] = from;
    let y = Math.min(0, from);
    for (const i of active) y += v[unit * inputs + i]! * x[i]!;
    units[unit] = Math.max(0, y);
    relevance[Math.floor(unit / perNeuron)]! += units[unit]!;
  }
  return {relevance, units, drive};
}

/** The detection units as a layer of neurons for one sample: weights v_ij, biases a_j ≤ 0. */
export function minMaxLayer(
  {inputs, v}: MinMaxModel,
  {units, drive}: MinMaxPrediction,
): NeuronLayer {
  return {
    name: 'min-max relevance model',
    inputs,
    outputs: units.length,
    channelOf: i => i,
    neuron: j => ({
      inputs: Int32Array.from({length: inputs}, (_, i) => i),
      weights: Float64Array.from(v.subarray(j * inputs, (j + 1) * inputs)),
      bias: Math.min(0, drive[j]!),
    }),
  };
}

/**
 * Hands relevance on through the model: R_j = y_j for its units, and from them to the inputs by the generic rule. So
 * Σ_i R_i = Σ_k R̂_k, which differs from Σ_k R_k by as much as the model errs.
 *
 * @param direction @default z⁺, for inputs x ≥ 0
 */
export function propagateMinMax(
  model: MinMaxModel,
  x: ArrayLike<number>,
  upper: ArrayLike<number>,
  direction: SearchDirection = {kind: 'zplus'},
): Redistributed & {readonly predicted: Float64Array} {
  const prediction = predictMinMax(model, x, upper);
  const handed = redistributeAlong(minMaxLayer(model, prediction), x, prediction.units, direction);
  return {...handed, predicted: prediction.relevance};
}
