import type {DraftNode} from './draft.js';
import type {Tensor} from './graph.js';

export type DraftWeighted = Extract<DraftNode, {kind: 'conv' | 'depthwise' | 'dense'}>;

/** y = scale·x + shift, one number each a channel. */
export interface Affine {
  readonly scale: ArrayLike<number>;
  readonly shift: ArrayLike<number>;
}

/**
 * Folds y = s·z + t into the layer that gives z: w' = s·w, b' = s·b + t, in float64.
 *
 * @param affine s and t, one each for the layer's outputs.
 * @see Ioffe & Szegedy 2015, Alg. 2.
 */
export function foldLeft(layer: DraftWeighted, {scale, shift}: Affine): DraftWeighted {
  const outputs = layer.weight.shape[0]!;
  const fan = layer.weight.data.length / outputs;
  const weight = layer.weight.data.map((value, index) => value * scale[Math.floor(index / fan)]!);
  const bias = Float64Array.from(
    {length: outputs},
    (_, o) => (layer.bias?.data[o] ?? 0) * scale[o]! + shift[o]!,
  );
  return withWeights(layer, {...layer.weight, data: weight}, bias);
}

/**
 * Folds x' = s·x + t into the layer that reads it: w' = w·s, b' = b + Σ w·t, in float64. Exact where
 * the layer pads nothing, or t = 0.
 *
 * @param affine s and t, one each for the layer's input channels or features.
 */
export function foldRight(layer: DraftWeighted, {scale, shift}: Affine): DraftWeighted {
  const outputs = layer.weight.shape[0]!;
  const inputs = layer.weight.shape[1]!;
  const fan = layer.weight.data.length / outputs;
  const cells = fan / inputs;
  const perGroup = outputs / (layer.kind === 'dense' ? 1 : layer.groups);
  const weight = new Float32Array(layer.weight.data.length);
  const bias = Float64Array.from({length: outputs}, (_, o) => layer.bias?.data[o] ?? 0);
  for (let o = 0; o < outputs; o++) {
    const first = Math.floor(o / perGroup) * inputs;
    let moved = 0;
    for (let index = 0; index < fan; index++) {
      const channel = first + Math.floor(index / cells);
      const value = layer.weight.data[o * fan + index]!;
      weight[o * fan + index] = value * scale[channel]!;
      moved += value * shift[channel]!;
    }
    bias[o] = bias[o]! + moved;
  }
  return withWeights(layer, {...layer.weight, data: weight}, bias);
}

/** A layer without a bias gets one only where it is not zero. */
function withWeights(layer: DraftWeighted, weight: Tensor, bias: Float64Array): DraftWeighted {
  const needed = layer.bias !== null || bias.some(value => value !== 0);
  return {
    ...layer,
    weight,
    bias: needed ? {shape: [bias.length], data: Float32Array.from(bias)} : null,
  };
}

/** Two in a row as one: the second of the first. */
export function compose(first: Affine, second: Affine): {scale: Float32Array; shift: Float32Array} {
  return {
    scale: Float32Array.from(first.scale, (scale, c) => scale * second.scale[c]!),
    shift: Float32Array.from(
      first.shift,
      (shift, c) => shift * second.scale[c]! + second.shift[c]!,
    ),
  };
}
