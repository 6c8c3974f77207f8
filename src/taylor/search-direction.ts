import type {Neuron, NeuronLayer} from './neuron-layer.js';
import {preActivation} from './neuron-layer.js';

/** One number for all inputs, or one a channel (a feature of a dense layer). */
export type InputBound = number | readonly number[];

/** What a direction of one's own may read of a connection. */
export interface Connection {
  /** x_i, the input's value. */
  readonly x: number;
  /** w_ij */
  readonly w: number;
  /** z_j = Σ_i w_ij x_i + b_j */
  readonly z: number;
  /** i, the input's position in the layer's input. */
  readonly input: number;
  /** j, the neuron's position in the layer's output. */
  readonly neuron: number;
}

/**
 * In which direction v_j from x a root point of neuron j is looked for: x̃ = x − t·v_j with z_j(x̃) = 0.
 *
 * With `bias: 'include'` the bias counts as an input of value 1 and weight b_j which moves with the others
 * (Montavon et al. 2019, §10.2.3); with `drop`, as Montavon et al. 2017 have it, it stays where it is.
 */
export type SearchDirection =
  /** v = x, towards the origin: LRP-0. */
  | {readonly kind: 'zero'; readonly bias?: DirectionBias}
  /** v = x·(1 + γ·1[x·w > 0]), where z < 0 x·(1 + γ·1[x·w < 0]): LRP-γ. For x ≥ 0 it is x·(1 + γ·1[w > 0]). */
  | {readonly kind: 'gamma'; readonly gamma: number; readonly bias?: DirectionBias}
  /** v = x·1[x·w > 0], which for x ≥ 0 is x·1[w > 0]: the z⁺-rule. */
  | {readonly kind: 'zplus'; readonly bias?: DirectionBias}
  /** v = x − l·1[w > 0] − h·1[w < 0], and 0 where w = 0: the zᴮ-rule, for l ≤ x ≤ h. */
  | {readonly kind: 'zB'; readonly low: InputBound; readonly high: InputBound}
  /** v = w, straight to the nearest root: the w²-rule. */
  | {readonly kind: 'wsquare'; readonly bias?: DirectionBias}
  /** A direction of one's own, connection by connection. */
  | {readonly kind: 'own'; readonly name: string; readonly v: (connection: Connection) => number};

/** @default 'drop' */
export type DirectionBias = 'include' | 'drop';

/** A direction at one neuron. */
export interface NeuronDirection {
  /** z_j at x. */
  readonly z: number;
  /** v_ij, beside the neuron's `inputs`. */
  readonly v: Float64Array;
  /** The bias's own part v_0j; 0 where it stays where it is. */
  readonly biasPart: number;
  /** Σ_i v_ij w_ij + v_0j b_j: how much z falls for a step t of 1. Where it is 0, there is no root this way. */
  readonly slope: number;
}

/** One number a position from one number a channel. */
export function boundAt(bound: InputBound, layer: NeuronLayer): (input: number) => number {
  return typeof bound === 'number' ? () => bound : input => bound[layer.channelOf(input)]!;
}

type Part = (x: number, w: number, input: number) => number;

/** v as a function of a connection. */
function partOf(direction: SearchDirection, layer: NeuronLayer, neuron: number, z: number): Part {
  switch (direction.kind) {
    case 'zero':
      return x => x;
    case 'gamma': {
      const {gamma} = direction;
      // At z = 0 x is a root itself.
      if (z === 0) return () => 0;
      return (x, w) => (x * w * z > 0 ? x * (1 + gamma) : x);
    }
    case 'zplus':
      return (x, w) => (x * w > 0 ? x : 0);
    case 'zB': {
      const low = boundAt(direction.low, layer);
      const high = boundAt(direction.high, layer);
      return (x, w, input) => (w > 0 ? x - low(input) : w < 0 ? x - high(input) : 0);
    }
    case 'wsquare':
      return (_x, w) => w;
    case 'own':
      return (x, w, input) => direction.v({x, w, z, input, neuron});
  }
}

/**
 * The search direction v_j of one neuron at x.
 *
 * @param neuron j, its position in the layer's output.
 * @param x      The layer's input of one sample, row-major.
 * @param given  Neuron j, where the caller has it already.
 */
export function directionAt(
  direction: SearchDirection,
  layer: NeuronLayer,
  neuron: number,
  x: ArrayLike<number>,
  given: Neuron = layer.neuron(neuron),
): NeuronDirection {
  const {inputs, weights, bias} = given;
  const z = preActivation(given, x);
  const part = partOf(direction, layer, neuron, z);
  const v = new Float64Array(inputs.length);
  let slope = 0;
  for (let k = 0; k < v.length; k++) {
    v[k] = part(x[inputs[k]!]!, weights[k]!, inputs[k]!);
    slope += v[k]! * weights[k]!;
  }
  const moves = 'bias' in direction && direction.bias === 'include';
  // The bias is a weight b that reads the number 1.
  const biasPart = moves ? part(1, bias, -1) : 0;
  return {z, v, biasPart, slope: slope + biasPart * bias};
}

/** A direction as tables print it: `zplus`, `gamma(0.25) bias include`. */
export function describeDirection(direction: SearchDirection): string {
  const bias = 'bias' in direction && direction.bias === 'include' ? ' bias include' : '';
  switch (direction.kind) {
    case 'gamma':
      return `gamma(${direction.gamma})${bias}`;
    case 'own':
      return direction.name;
    case 'zero':
    case 'zplus':
    case 'zB':
    case 'wsquare':
      return `${direction.kind}${bias}`;
  }
}
