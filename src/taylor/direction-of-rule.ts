import type {Graph, GraphNode} from '../graph/graph.js';
import {modelBounds} from '../plan/model-bounds.js';
import type {Bound, Rule} from '../rules/rule.js';
import type {DirectionBias, InputBound, SearchDirection} from './search-direction.js';

function boundsOfRule(
  bound: Bound,
  side: 'low' | 'high',
  node: GraphNode,
  graph: Graph,
): InputBound {
  return bound === 'model' ? modelBounds(node, graph)![side] : bound;
}

/**
 * The search direction that a rule of the engine stands for, or null where it stands for none: `flat` reaches
 * inputs with w = 0, which no direction does; `alphabeta` with β > 0 and rules of several shares add up two
 * of them; `bias spread` hands the bias's share to inputs it has nothing to do with. ε points the same way as LRP-0,
 * but stops before the root (see `expandRelevance`).
 *
 * @param node The layer that has the rule: bounds `model` are those of its input.
 */
export function directionOfRule(rule: Rule, node: GraphNode, graph: Graph): SearchDirection | null {
  const bias = 'bias' in rule ? rule.bias : 'drop';
  if (bias === 'spread') return null;
  const own: {readonly bias: DirectionBias} = {bias};
  switch (rule.kind) {
    case 'zero':
    case 'epsilon':
      return {kind: 'zero', ...own};
    case 'gamma':
      return {kind: 'gamma', gamma: rule.gamma, ...own};
    case 'zplus':
      return {kind: 'zplus', ...own};
    case 'alphabeta':
      return rule.alpha === 1 && rule.beta === 0 ? {kind: 'zplus', ...own} : null;
    case 'zB':
      return {
        kind: 'zB',
        low: boundsOfRule(rule.low, 'low', node, graph),
        high: boundsOfRule(rule.high, 'high', node, graph),
      };
    case 'wsquare':
      return {kind: 'wsquare', ...own};
    case 'flat':
    case 'pass':
    case 'gradient':
    case 'taylor':
    case 'winner':
    case 'split':
    case 'average':
    case 'custom':
      return null;
  }
}
