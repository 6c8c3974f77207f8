import type {GraphNode} from '../graph/graph.js';
import type {Rule} from '../rules/rule.js';

const proportional: Rule = {kind: 'epsilon', epsilon: 1e-6, unit: 'absolute', bias: 'include'};

/**
 * The rule of a layer that no line names: winner takes all in max pooling, shares in proportion in
 * average pooling, additions and norms, activations pass. In transformers those of AttnLRP: products of
 * matrices give each factor half in proportion, gates half as it is, softmax is expanded where it stands, layer
 * norms pass. Null for weighted layers (a plan must cover them), for layers that only move numbers (reshape,
 * concat, slice), which hand relevance on exactly, and for constants, which keep it.
 *
 * @see Achtibat et al. 2024, propositions 3.1 to 3.4.
 */
export function defaultRule(node: GraphNode): Rule | null {
  switch (node.kind) {
    case 'maxpool':
      return {kind: 'winner'};
    case 'avgpool':
    case 'add':
    case 'norm':
    case 'matmul':
      return proportional;
    case 'activation':
    case 'pad':
    case 'layernorm':
      return {kind: 'pass'};
    case 'softmax':
      return {kind: 'taylor'};
    case 'multiply':
      return {kind: 'flat', stabiliser: 1e-6};
    case 'input':
    case 'constant':
    case 'slice':
    case 'conv':
    case 'depthwise':
    case 'dense':
    case 'concat':
    case 'reshape':
    case 'transpose':
      return null;
  }
}
