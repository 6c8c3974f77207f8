import {isWeighted, sizeOf, type Graph, type Tensor} from '../graph/graph.js';
import {boundsOf} from '../graph/preprocessing.js';
import type {Plan} from '../plan/plan.js';
import type {Bound} from '../rules/rule.js';

/** A layer under zB whose input leaves the bounds: there the rule's shares can be negative. */
export interface OutsideBounds {
  readonly plan: string;
  readonly layer: string;
  /** Share of the numbers that lie outside, 0…1. */
  readonly share: number;
  readonly lowest: number;
  readonly highest: number;
}

function boundAt(bound: Bound, side: 'low' | 'high', channel: number, graph: Graph): number {
  const values = bound === 'model' ? boundsOf(graph.preprocessing!)[side] : bound;
  return typeof values === 'number' ? values : values[channel % values.length]!;
}

/**
 * Finds the layers under zB that read the network's input directly and see numbers outside their bounds.
 *
 * @param input [N,…] in the model's own layout.
 * @see Montavon et al. 2017: zB assumes l ≤ x ≤ h.
 */
export function findOutsideBounds(
  graph: Graph,
  plan: Plan,
  input: Tensor,
): readonly OutsideBounds[] {
  const {shape} = graph.nodes[graph.input]!;
  const channels = shape[0] ?? 1;
  const area = sizeOf(shape.slice(1));
  const channelOf = (index: number): number =>
    graph.layout === 'channels-last' ? index % channels : Math.floor(index / area) % channels;
  return plan.layers.flatMap(({node: id, rule, name}) => {
    const node = graph.nodes[id]!;
    if (rule.kind !== 'zB' || !isWeighted(node) || node.inputs[0] !== graph.input) return [];
    let [outside, lowest, highest] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    input.data.forEach((value, index) => {
      const channel = channelOf(index);
      const [low, high] = [
        boundAt(rule.low, 'low', channel, graph),
        boundAt(rule.high, 'high', channel, graph),
      ];
      const slack = 1e-5 * (high - low);
      if (value < low - slack || value > high + slack) outside += 1;
      lowest = Math.min(lowest, value);
      highest = Math.max(highest, value);
    });
    if (outside === 0) return [];
    return [{plan: plan.name, layer: name, share: outside / input.data.length, lowest, highest}];
  });
}

/** One line for people. */
export function describeOutsideBounds({
  plan,
  layer,
  share,
  lowest,
  highest,
}: OutsideBounds): string {
  return `warning: plan ${plan}, layer "${layer}": ${(100 * share).toPrecision(2)} % of the input (${lowest.toPrecision(4)} to ${highest.toPrecision(4)}) lies outside the bounds of zB, which assumes that none does`;
}
