import type {Graph} from '../graph/graph.js';
import type {Plan} from '../plan/plan.js';
import type {Rule} from '../rules/rule.js';
import {directionOfRule} from './direction-of-rule.js';
import {type Domain, domainOf} from './domain.js';
import {namedLayers} from './named-layers.js';
import {type NeuronLayer, neuronLayer} from './neuron-layer.js';
import type {SearchDirection} from './search-direction.js';

/** A layer of a network with what deep Taylor knows of it. */
export interface TaylorLayer {
  readonly layer: NeuronLayer;
  /** The plan's rule for it. */
  readonly rule: Rule;
  /** The search direction that the rule stands for; null where it stands for none. */
  readonly direction: SearchDirection | null;
  /** What the layer can be given. */
  readonly domain: Domain;
}

/**
 * A weighted layer by its name, ready for `findRoot`, `redistributeAlong` and `expandRelevance`.
 *
 * @throws LrpError `taylor/unknown-layer`.
 */
export function taylorLayer(graph: Graph, plan: Plan, name: string): TaylorLayer {
  const node = namedLayers(graph, [name])[0]!;
  // A plan has a rule for every weighted layer.
  const {rule} = plan.layers.find(layer => layer.node === node.id)!;
  return {
    layer: neuronLayer(node, graph),
    rule,
    direction: directionOfRule(rule, node, graph),
    domain: domainOf(node, graph),
  };
}
