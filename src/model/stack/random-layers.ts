import type {Random} from '../../data/random.js';
import {sizeOf, type Tensor} from '../../graph/graph.js';
import type {StackLayer, StackNorm} from './stack.js';

/** What is added to the variance in the batch norms made here: Keras' default. */
const epsilon = 1e-3;

/**
 * Normal weights of variance 2 / fan-in.
 *
 * @param shape Outputs first: [O,I] or [O,I,kh,kw].
 * @see He et al. 2015, eq. 10.
 */
export function heNormal(shape: readonly number[], random: Random): Tensor {
  const deviation = Math.sqrt(2 / sizeOf(shape.slice(1)));
  const data = new Float32Array(sizeOf(shape));
  for (let index = 0; index < data.length; index++) data[index] = random.normal() * deviation;
  return {shape, data};
}

/** `length` times the same number. */
export function constant(length: number, value: number): Tensor {
  return {shape: [length], data: new Float32Array(length).fill(value)};
}

/** A dense layer: He-normal weights, biases 0. */
export function randomDense(
  name: string,
  {inputs, outputs}: {readonly inputs: number; readonly outputs: number},
  random: Random,
): StackLayer {
  const weight = heNormal([outputs, inputs], random);
  return {kind: 'dense', name, weight, bias: constant(outputs, 0)};
}

/** A batch norm as it is before training: γ = 1, β = 0, μ = 0, σ² = 1, ε = 10⁻³. */
export function freshNorm(name: string, channels: number): StackNorm {
  return {
    kind: 'norm',
    name,
    gamma: constant(channels, 1),
    beta: constant(channels, 0),
    mean: constant(channels, 0),
    variance: constant(channels, 1),
    epsilon,
  };
}
