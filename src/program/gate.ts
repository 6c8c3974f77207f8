import type {ActivationFunction} from '../graph/graph.js';
import type {ProgramBuilder} from './builder.js';
import type {ValueId} from './program.js';

/** Activations of the form f(x) = x·g(x). */
export type Gated = Extract<ActivationFunction, {readonly name: 'gelu' | 'silu'}>;

const inverseRootTwo = Math.SQRT1_2;
/** 1/√(2π), the normal density at 0. */
const density = 1 / Math.sqrt(2 * Math.PI);
/** Φ(x) ≈ ½ + ½·tanh(√(2/π)·(x + cubic·x³)): Hendrycks & Gimpel 2016, eq. 2. */
const inner = Math.sqrt(2 / Math.PI);
const cubic = 0.044715;

function square(builder: ProgramBuilder, x: ValueId): ValueId {
  return builder.multiply(x, x);
}

function plus(builder: ProgramBuilder, x: ValueId, number: number): ValueId {
  return builder.binary('add', x, builder.scalar(number));
}

/** g(x): Φ(x) of GELU, exact or approximated, σ(β·x) of SiLU. */
export function gate(builder: ProgramBuilder, fn: Gated, x: ValueId): ValueId {
  if (fn.name === 'silu') return builder.unary({name: 'sigmoid'}, builder.times(x, fn.beta));
  if (fn.approximate === 'none') {
    const error = builder.unary({name: 'erf'}, builder.times(x, inverseRootTwo));
    return builder.times(plus(builder, error, 1), 0.5);
  }
  const bent = plus(builder, builder.times(square(builder, x), inner * cubic), inner);
  const curve = builder.unary({name: 'tanh'}, builder.multiply(x, bent));
  return builder.times(plus(builder, curve, 1), 0.5);
}

/** g′(x). */
function slope(builder: ProgramBuilder, fn: Gated, x: ValueId): ValueId {
  const squared = square(builder, x);
  if (fn.name === 'gelu' && fn.approximate === 'none') {
    return builder.times(builder.unary({name: 'exp'}, builder.times(squared, -0.5)), density);
  }
  // Both are σ(u): ½ + ½·tanh(v) = σ(2v), and σ′ = σ·(1 − σ).
  const g = gate(builder, fn, x);
  const bell = builder.multiply(g, plus(builder, builder.times(g, -1), 1));
  if (fn.name === 'silu') return builder.times(bell, fn.beta);
  const steepness = plus(builder, builder.times(squared, 6 * inner * cubic), 2 * inner);
  return builder.multiply(bell, steepness);
}

/** f′(x) = g(x) + x·g′(x). */
export function gatedDerivative(builder: ProgramBuilder, fn: Gated, x: ValueId): ValueId {
  return builder.add(gate(builder, fn, x), builder.multiply(x, slope(builder, fn, x)));
}
