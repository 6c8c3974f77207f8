import type {Graph, GraphNode} from '../../src/graph/graph.js';
import {weightedNodes} from '../../src/graph/graph.js';
import type {Plan, PlanLayer} from '../../src/plan/plan.js';
import type {Rule} from '../../src/rules/rule.js';

const proportional: Rule = {kind: 'epsilon', epsilon: 1e-6, unit: 'absolute', bias: 'include'};

const defaults: {readonly [Kind in GraphNode['kind']]?: Rule} = {
  maxpool: {kind: 'winner'},
  avgpool: proportional,
  add: proportional,
  norm: proportional,
  pad: {kind: 'pass'},
  matmul: proportional,
  softmax: {kind: 'taylor'},
  layernorm: {kind: 'pass'},
  multiply: {kind: 'flat', stabiliser: 1e-6},
};

/** A rule for a node, or null for the default of its kind. `index` counts weighted layers. */
export type Choose = (node: GraphNode, index: number | null) => Rule | null;

/** A plan without any text: `choose` gives each layer its rule. Activations stand in it only where chosen. */
export function makePlan(graph: Graph, choose: Choose, start: Plan['start'] = 'logit'): Plan {
  const numbers = new Map(weightedNodes(graph).map((node, index) => [node.id, index]));
  const layers = graph.nodes.flatMap((node): readonly PlanLayer[] => {
    const {id, name, kind, shape} = node;
    const index = numbers.get(id) ?? null;
    const rule = choose(node, index) ?? defaults[kind];
    return rule === undefined ? [] : [{node: id, index, name, kind, shape, rule, line: null}];
  });
  return {name: 'test', model: graph.name, layers, start, warnings: []};
}

/** The same rule for every weighted layer, defaults elsewhere. */
export function uniformPlan(graph: Graph, rule: Rule): Plan {
  return makePlan(graph, (_node, index) => (index === null ? null : rule));
}

/** Derivatives everywhere, from 1 at the target. */
export function gradientPlan(graph: Graph): Plan {
  const takes: readonly string[] = [
    ...['input', 'reshape', 'transpose', 'concat', 'slice', 'constant'],
  ];
  return makePlan(graph, node => (takes.includes(node.kind) ? null : {kind: 'gradient'}), 'one');
}
