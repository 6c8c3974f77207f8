import {LrpError} from '../../errors/lrp-error.js';
import type {Graph} from '../../graph/graph.js';

/** Reads the score f of a class from the logits [K] of one picture. */
export type ClassScore = (logits: Float32Array, target: number) => number;

/**
 * How f is read: the logit, or the probability that the network's own sigmoid or softmax makes of it.
 *
 * @throws LrpError `evaluate/score` where a probability is wanted of a network that ends with its logits.
 */
export function classScore(score: 'logit' | 'probability', graph: Graph): ClassScore {
  if (score === 'logit') return (logits, target) => logits[target]!;
  switch (graph.head) {
    case 'sigmoid':
      return (logits, target) => 1 / (1 + Math.exp(-logits[target]!));
    case 'softmax':
      // Relative to the target's logit, so that nothing overflows where it counts.
      return (logits, target) =>
        1 / logits.reduce((sum, logit) => sum + Math.exp(logit - logits[target]!), 0);
    case 'none':
      throw new LrpError(
        'evaluate/score',
        `perturbation: model "${graph.name}" ends with its logits, without sigmoid or softmax, so no probability is known; use score=logit`,
      );
  }
}
