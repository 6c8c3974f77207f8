import type {ActivationFunction} from '../../src/graph/graph.js';

type Gated = Extract<ActivationFunction, {readonly name: 'gelu' | 'silu'}>;

/** The normal density. */
const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** Φ(x) = ½ + φ(x)·(x + x³/3 + x⁵/15 + …), by its series; beyond |x| = 9 it is 0 or 1 in float64. */
function normal(x: number): number {
  if (Math.abs(x) > 9) return x > 0 ? 1 : 0;
  let term = x;
  let sum = x;
  for (let n = 3; Math.abs(term) > 1e-18 * Math.abs(sum); n += 2) {
    term *= (x * x) / n;
    sum += term;
  }
  return 0.5 + density(x) * sum;
}

/** x·Φ(x), its approximation ½x·(1 + tanh(√(2/π)(x + 0.044715x³))), or x·σ(βx). */
export function activateGated(f: Gated, x: number): number {
  if (f.name === 'silu') return x / (1 + Math.exp(-f.beta * x));
  if (f.approximate === 'none') return x * normal(x);
  return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
}

/** The derivative of each, written out. */
export function gatedSlope(f: Gated, x: number): number {
  if (f.name === 'silu') {
    const sigma = 1 / (1 + Math.exp(-f.beta * x));
    return sigma + f.beta * x * sigma * (1 - sigma);
  }
  if (f.approximate === 'none') return normal(x) + x * density(x);
  const root = Math.sqrt(2 / Math.PI);
  const t = Math.tanh(root * (x + 0.044715 * x ** 3));
  return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * root * (1 + 3 * 0.044715 * x * x);
}
