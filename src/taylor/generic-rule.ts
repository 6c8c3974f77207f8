import {LrpError} from '../errors/lrp-error.js';
import type {NeuronLayer} from './neuron-layer.js';
import {directionAt, type SearchDirection} from './search-direction.js';

/** What a layer's inputs receive, and what went nowhere. */
export interface Redistributed {
  /** R_i, one a position of the layer's input. Unit: as R_j. */
  readonly relevance: Float64Array;
  /** Neurons with relevance for which the direction leads to no root: Σ_i v_ij w_ij = 0. What they had is not handed on. */
  readonly rootless: {readonly neurons: number; readonly relevance: number};
  /** What the biases keep, where the direction moves them. */
  readonly bias: number;
}

export interface RedistributeOptions {
  /** ε of stab(D) = D + sgn(D)·ε in the denominator, as the engine's rules have one. @default 0 */
  readonly stabiliser?: number;
}

/**
 * The rule that every search direction gives, from the direction alone:
 *
 *   R_i = Σ_j v_ij w_ij / (Σ_i v_ij w_ij) · R_j
 *
 * It is the first-order term of the relevance model R_j = max(0, z_j)·c_j at its root point x̃ = x − t·v_j:
 * (x_i − x̃_i)·w_ij·c_j = t·v_ij·w_ij·c_j, and t = z_j / Σ_i v_ij w_ij. In float64.
 *
 * @param x         The layer's input of one sample, row-major.
 * @param relevance R_j, one a neuron.
 * @throws LrpError `taylor/length` where one of them has not the layer's length.
 * @see Montavon et al. 2017, "Application to one-layer networks".
 */
export function redistributeAlong(
  layer: NeuronLayer,
  x: ArrayLike<number>,
  relevance: ArrayLike<number>,
  direction: SearchDirection,
  {stabiliser = 0}: RedistributeOptions = {},
): Redistributed {
  checkLengths(layer, x, relevance);
  const handed = new Float64Array(layer.inputs);
  const rootless = {neurons: 0, relevance: 0};
  let kept = 0;
  for (let j = 0; j < layer.outputs; j++) {
    const r = relevance[j]!;
    if (r === 0) continue;
    const neuron = layer.neuron(j);
    const {v, slope, biasPart} = directionAt(direction, layer, j, x, neuron);
    if (slope === 0) {
      rootless.neurons += 1;
      rootless.relevance += r;
      continue;
    }
    const s = r / (slope < 0 ? slope - stabiliser : slope + stabiliser);
    for (let k = 0; k < v.length; k++) handed[neuron.inputs[k]!]! += v[k]! * neuron.weights[k]! * s;
    kept += biasPart * neuron.bias * s;
  }
  return {relevance: handed, rootless, bias: kept};
}

function checkLengths(
  {name, inputs, outputs}: NeuronLayer,
  x: ArrayLike<number>,
  relevance: ArrayLike<number>,
): void {
  if (x.length === inputs && relevance.length === outputs) return;
  throw new LrpError(
    'taylor/length',
    `layer "${name}" reads ${inputs} numbers and makes ${outputs}; it was given ${x.length} inputs and relevance for ${relevance.length} outputs`,
  );
}
