import type {NeuronLayer} from './neuron-layer.js';
import {preActivation} from './neuron-layer.js';
import {findRoot} from './root-point.js';
import type {SearchDirection} from './search-direction.js';

/**
 * Where the relevance of a neuron is expanded (Montavon et al. 2019, §10.2.3). The bias is an input of value 1 there,
 * so it has a place of its own in the point.
 */
export type ReferencePoint =
  /** x̃ = 0: LRP-0. */
  | {readonly kind: 'origin'}
  /** x̃ = x·ε/(|z| + ε), between x and the origin: LRP-ε. */
  | {readonly kind: 'epsilon'; readonly epsilon: number}
  /** The root point along a direction: LRP-γ with `gamma` and `bias: 'include'`, z⁺, zᴮ, w². */
  | {readonly kind: 'root'; readonly direction: SearchDirection};

export interface ExpansionOptions {
  /** c_j at the reference point, where it is known to be another than at x. @default R_j / z_j */
  readonly constant?: number;
}

/** The relevance of one neuron as a Taylor expansion, term by term: R_j = zeroOrder + Σ firstOrder + firstOrderBias + remainder. */
export interface Expansion {
  /** Positions of the inputs that the neuron reads. */
  readonly inputs: Int32Array;
  /** z_j at x. */
  readonly z: number;
  /** c_j of the relevance model R̂_j(x) = max(0, z_j(x))·c_j. */
  readonly constant: number;
  /** x̃_i, beside `inputs`, and x̃_0 in the place of the bias's input 1. */
  readonly point: Float64Array;
  readonly biasInput: number;
  /** R̂_j(x̃): what the expansion hands to nobody. */
  readonly zeroOrder: number;
  /** (x_i − x̃_i)·w_ij·c_j, beside `inputs`: what input i receives. */
  readonly firstOrder: Float64Array;
  /** (1 − x̃_0)·b_j·c_j: what the bias receives. */
  readonly firstOrderBias: number;
  /** R_j minus all of these: 0 where c_j is constant, for the model is linear between x̃ and x. */
  readonly remainder: number;
}

/** The point, with the bias's input last. Null where there is none. */
function findPoint(
  layer: NeuronLayer,
  neuron: number,
  x: ArrayLike<number>,
  reference: ReferencePoint,
): {readonly point: Float64Array; readonly biasInput: number} | null {
  const own = layer.neuron(neuron);
  const scaled = (factor: number) => ({
    point: Float64Array.from(own.inputs, input => x[input]! * factor),
    biasInput: factor,
  });
  switch (reference.kind) {
    case 'origin':
      return scaled(0);
    case 'epsilon':
      return scaled(reference.epsilon / (Math.abs(preActivation(own, x)) + reference.epsilon));
    case 'root': {
      const {exists, point, biasInput} = findRoot(layer, neuron, x, reference.direction);
      return exists ? {point, biasInput} : null;
    }
  }
}

/**
 * Expands the relevance of neuron j at a reference point by its relevance model R̂_j(x) = max(0, z_j(x))·c_j:
 *
 *   R̂_j(x) = R̂_j(x̃) + Σ_{0,i} (x_i − x̃_i)·w_ij·c_j
 *
 * The first-order terms at the origin are LRP-0, at x·ε/(z + ε) LRP-ε, at the root along x·(1 + γ·1[w > 0]) LRP-γ. The
 * derivative is that of the side of the hinge on which x lies; where z_j < 0, as a logit can be, min takes max's place.
 *
 * @param x         The layer's input of one sample.
 * @param relevance R_j.
 * @returns Null where z_j is 0, so that there is no c_j, or where the direction leads to no root.
 * @see Montavon et al. 2019, §10.2.3.
 */
export function expandRelevance(
  layer: NeuronLayer,
  neuron: number,
  x: ArrayLike<number>,
  relevance: number,
  reference: ReferencePoint,
  options: ExpansionOptions = {},
): Expansion | null {
  const own = layer.neuron(neuron);
  const {inputs, weights, bias} = own;
  const z = preActivation(own, x);
  const found = z === 0 ? null : findPoint(layer, neuron, x, reference);
  if (found === null) return null;
  const {point, biasInput} = found;
  const constant = options.constant ?? relevance / z;
  const there = point.reduce((sum, value, k) => sum + value * weights[k]!, biasInput * bias);
  const zeroOrder = (z > 0 ? Math.max(there, 0) : Math.min(there, 0)) * constant;
  const firstOrder = point.map((value, k) => (x[inputs[k]!]! - value) * weights[k]! * constant);
  const firstOrderBias = (1 - biasInput) * bias * constant;
  const sum = firstOrder.reduce((total, term) => total + term, zeroOrder + firstOrderBias);
  const remainder = relevance - sum;
  return {
    ...{inputs, z, constant, point, biasInput},
    ...{zeroOrder, firstOrder, firstOrderBias, remainder},
  };
}
