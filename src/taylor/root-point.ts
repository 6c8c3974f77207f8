import {type Domain, domainTest} from './domain.js';
import type {NeuronLayer} from './neuron-layer.js';
import {directionAt, type NeuronDirection, type SearchDirection} from './search-direction.js';

/** Where a neuron is silent: the point x̃ = x − t·v_j with z_j(x̃) = 0 that a search direction leads to. */
export interface RootPoint extends NeuronDirection {
  /** Positions of the inputs that the neuron reads; all others stay as they are. */
  readonly inputs: Int32Array;
  /** t = z_j / Σ_i v_ij w_ij, in lengths of v. NaN where the direction leads to no root. */
  readonly step: number;
  /** x̃_i, beside `inputs`. x itself where there is no root this way. */
  readonly point: Float64Array;
  /** What becomes of the bias's input 1; 1 where the bias stays where it is. */
  readonly biasInput: number;
  /** Whether there is a root this way: Σ_i v_ij w_ij ≠ 0. */
  readonly exists: boolean;
  /** Whether x̃ can be an input of the layer. False where there is no root. */
  readonly isInside: boolean;
  /** |x̃ − x|, the Euclidean distance over the inputs. */
  readonly distance: number;
}

/**
 * Looks for a root point of neuron j from x along a search direction. The neuron is linear along it, so there is one
 * root or none, and `step` says where without any search.
 *
 * @param x      The layer's input of one sample, row-major.
 * @param domain What the layer can be given. @default all reals
 * @see Montavon et al. 2017, "Constrained input space and the z-rules".
 */
export function findRoot(
  layer: NeuronLayer,
  neuron: number,
  x: ArrayLike<number>,
  direction: SearchDirection,
  domain: Domain = {kind: 'reals'},
): RootPoint {
  const own = layer.neuron(neuron);
  const {inputs} = own;
  const at = directionAt(direction, layer, neuron, x, own);
  const exists = at.slope !== 0 && Number.isFinite(at.z / at.slope);
  const step = exists ? at.z / at.slope : Number.NaN;
  const isAllowed = domainTest(domain, layer);
  const point = new Float64Array(inputs.length);
  let isInside = exists;
  let squares = 0;
  for (let k = 0; k < point.length; k++) {
    const from = x[inputs[k]!]!;
    const move = exists ? step * at.v[k]! : 0;
    point[k] = from - move;
    squares += move * move;
    if (isInside && !isAllowed(point[k]!, inputs[k]!, Math.abs(from) + Math.abs(move)))
      isInside = false;
  }
  const biasInput = exists ? 1 - step * at.biasPart : 1;
  return {...at, inputs, step, point, biasInput, exists, isInside, distance: Math.sqrt(squares)};
}

/**
 * A whole input of the layer on the way from x to a root point: x − part·(x − x̃).
 *
 * @param part 0 is x, 1 the root point.
 */
export function pointTowards(x: ArrayLike<number>, root: RootPoint, part: number): Float64Array {
  const moved = Float64Array.from(x);
  root.inputs.forEach((input, k) => {
    moved[input] = moved[input]! + part * (root.point[k]! - moved[input]!);
  });
  return moved;
}
