import type {Graph, GraphNode, WeightedNode} from '../graph/graph.js';
import {modelBounds} from '../plan/model-bounds.js';
import type {Plan, PlanLayer} from '../plan/plan.js';
import type {Bound, Rule} from '../rules/rule.js';

/** The network from one layer on: its input is what that layer reads, channels first. */
export interface UpperNetwork {
  readonly graph: Graph;
  /** The plan's rules for the layers that are left. */
  readonly plan: Plan;
  /** The layer's id in this graph. */
  readonly node: number;
}

/** A rule whose bounds no longer need the model's preprocessing. */
function withBounds(rule: Rule, node: GraphNode, graph: Graph): Rule {
  if (rule.kind !== 'zB') return rule;
  const fixed = (bound: Bound, side: 'low' | 'high'): Bound =>
    bound === 'model' ? modelBounds(node, graph)![side] : bound;
  return {...rule, low: fixed(rule.low, 'low'), high: fixed(rule.high, 'high')};
}

/**
 * Cuts a network before a layer, so that the relevance of the layer's neurons can be computed as a function of what the
 * layer reads.
 *
 * @returns Null where some other path leads around the layer's input, as in a residual block: then what the layer
 *   reads does not decide what follows.
 */
export function upperNetwork(graph: Graph, plan: Plan, layer: WeightedNode): UpperNetwork | null {
  const source = layer.inputs[0]!;
  const {name, shape, nonNegative} = graph.nodes[source]!;
  const ids = new Map([[source, 0]]);
  const nodes: GraphNode[] = [
    {kind: 'input', id: 0, name, operator: 'Input', inputs: [], shape, nonNegative},
  ];
  for (const node of graph.nodes.slice(source + 1)) {
    const inside = node.inputs.filter(id => ids.has(id));
    if (inside.length === 0) continue;
    if (inside.length < node.inputs.length) return null;
    const id = nodes.length;
    ids.set(node.id, id);
    nodes.push({...node, id, inputs: node.inputs.map(input => ids.get(input)!)});
  }
  const output = ids.get(graph.output);
  if (output === undefined) return null;
  const layers = plan.layers.flatMap((own): readonly PlanLayer[] => {
    const id = ids.get(own.node);
    if (id === undefined || id === 0) return [];
    return [{...own, node: id, rule: withBounds(own.rule, graph.nodes[own.node]!, graph)}];
  });
  return {
    graph: {...graph, nodes, input: 0, output, layout: 'channels-first', preprocessing: null},
    plan: {...plan, layers},
    node: ids.get(layer.id)!,
  };
}
