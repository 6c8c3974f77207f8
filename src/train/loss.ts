import type {VocLabel} from '../data/voc/voc-dataset.js';
import type {Cost} from './network/trainable-network.js';

export interface LossOptions {
  /** Weight of each class's positive labels. */
  readonly positiveWeights: readonly number[];
  /** s: targets are s/2 and 1 − s/2. */
  readonly smoothing: number;
}

/**
 * Mean weighted binary cross-entropy of logits z [N,K] over the labels that count (1 and −1):
 * w·(ln(1 + eᶻ) − t·z), w the class's weight where the label is 1, else 1. The gradient by z is w·(σ(z) − t)
 * over the number of labels that count. Where none counts, loss and gradient are 0.
 *
 * @param labels N rows of K.
 */
export function crossEntropy(
  logits: Float32Array,
  labels: readonly (readonly VocLabel[])[],
  {positiveWeights, smoothing}: LossOptions,
): Cost & {readonly counted: number} {
  const gradient = new Float32Array(logits.length);
  const classes = positiveWeights.length;
  let [sum, counted] = [0, 0];
  for (const row of labels) for (const label of row) if (label !== 0) counted += 1;
  labels.forEach((row, sample) => {
    row.forEach((label, k) => {
      if (label === 0) return;
      const z = logits[sample * classes + k]!;
      const weight = label === 1 ? positiveWeights[k]! : 1;
      const target = label === 1 ? 1 - smoothing / 2 : smoothing / 2;
      sum += weight * (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - target * z);
      gradient[sample * classes + k] = (weight * (sigmoid(z) - target)) / counted;
    });
  });
  return {loss: counted === 0 ? 0 : sum / counted, gradient, counted};
}

/** 1/(1 + e⁻ᶻ). */
export function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}
