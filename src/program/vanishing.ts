import type {Graph, GraphNode} from '../graph/graph.js';
import type {Plan} from '../plan/plan.js';
import type {Rule} from '../rules/rule.js';
import {vanishesWithInput} from '../rules/shares.js';

/** What is known of the relevance at a node before any number is: the base of leaving out dead work. */
export interface Vanishing {
  /** By node id: R = 0 wherever the node's value is 0. */
  readonly atZero: readonly boolean[];
  /** By node id: R = 0 wherever the node's value is ≤ 0. */
  readonly atOrBelowZero: readonly boolean[];
}

/** Whether an activation gives 0 for every input ≤ 0. */
function killsNegatives(node: GraphNode): boolean {
  if (node.kind !== 'activation') return false;
  const {activation} = node;
  return activation.name === 'relu' || (activation.name === 'clip' && activation.low === 0);
}

/**
 * Finds where relevance is zero for certain. After most rules an input that is 0 receives 0; so a unit
 * that ReLU switched off receives nothing, and what its layer would do for z < 0 need not be computed.
 *
 * @param ruleOf The rule of a node, null for nodes that only move numbers.
 * @param start  What relevance starts as at the output: the score itself, which is 0 where the output is, or 1.
 */
export function findVanishing(
  graph: Graph,
  ruleOf: (node: GraphNode) => Rule | null,
  start: Plan['start'],
): Vanishing {
  const atZero: boolean[] = [];
  const atOrBelowZero: boolean[] = [];
  const consumers = graph.nodes.map((): GraphNode[] => []);
  for (const node of graph.nodes) for (const id of node.inputs) consumers[id]!.push(node);

  const handsZero = (consumer: GraphNode): boolean => {
    const rule = ruleOf(consumer);
    switch (consumer.kind) {
      case 'reshape':
      case 'transpose':
      case 'concat':
      case 'slice':
        return atZero[consumer.id]!;
      case 'maxpool':
        return (
          rule?.kind === 'average' ||
          ((rule?.kind === 'winner' || rule?.kind === 'split') && atZero[consumer.id]!)
        );
      case 'activation':
        return (
          rule?.kind === 'pass' &&
          atZero[consumer.id]! &&
          consumer.activation.name !== 'sigmoid' &&
          consumer.activation.name !== 'softplus' &&
          (consumer.activation.name !== 'clip' ||
            (consumer.activation.low <= 0 && consumer.activation.high >= 0))
        );
      case 'pad':
        return atZero[consumer.id]!;
      case 'conv':
      case 'depthwise':
      case 'dense':
      case 'avgpool':
      case 'add':
      case 'norm':
        return rule !== null && vanishesWithInput(rule);
      case 'matmul':
        return rule?.kind === 'zero' || rule?.kind === 'epsilon';
      case 'softmax':
        return rule?.kind === 'taylor';
      case 'multiply':
        return rule?.kind === 'flat' && atZero[consumer.id]!;
      case 'layernorm':
      case 'constant':
      case 'input':
        return false;
    }
  };
  const handsZeroBelow = (consumer: GraphNode): boolean => {
    const rule = ruleOf(consumer);
    switch (consumer.kind) {
      case 'reshape':
      case 'transpose':
      case 'concat':
      case 'slice':
        return atOrBelowZero[consumer.id]!;
      case 'maxpool':
        return rule?.kind === 'winner' && atOrBelowZero[consumer.id]!;
      case 'activation':
        return rule?.kind === 'pass' && killsNegatives(consumer) && atZero[consumer.id]!;
      default:
        return false;
    }
  };
  for (const node of [...graph.nodes].reverse()) {
    const readers = consumers[node.id]!;
    const isOutput = node.id === graph.output;
    atZero[node.id] = readers.every(handsZero) && (!isOutput || start !== 'one');
    atOrBelowZero[node.id] =
      (node.nonNegative && atZero[node.id]!) || (!isOutput && readers.every(handsZeroBelow));
  }
  return {atZero, atOrBelowZero};
}
