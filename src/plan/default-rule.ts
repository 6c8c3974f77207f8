import type {GraphNode} from '../graph/graph.js';
import type {Rule} from '../rules/rule.js';

const proportional: Rule = {kind: 'epsilon', epsilon: 1e-6, unit: 'absolute', bias: 'include'};

/**
 * The rule of a layer that no line names: winner takes all in max pooling, shares in proportion in
 * average pooling, additions and norms, activations pass. Null for weighted layers (a plan must cover
 * them) and for layers that only move numbers (reshape, concat), which hand relevance on exactly.
 */
export function defaultRule(node: GraphNode): Rule | null {
  switch (node.kind) {
    case 'maxpool':
      return {kind: 'winner'};
    case 'avgpool':
    case 'add':
    case 'norm':
      return proportional;
    case 'activation':
    case 'pad':
      return {kind: 'pass'};
    case 'input':
    case 'conv':
    case 'depthwise':
    case 'dense':
    case 'concat':
    case 'reshape':
    case 'transpose':
      return null;
  }
}
