import fc from 'fast-check';
import type {Graph, GraphNode} from '../../src/graph/graph.js';
import {sizeOf} from '../../src/graph/graph.js';
import type {Plan} from '../../src/plan/plan.js';
import type {BiasPolicy, Rule} from '../../src/rules/rule.js';
import {makePlan} from './make-plan.js';

const bias: fc.Arbitrary<BiasPolicy> = fc.constantFrom('include', 'drop', 'spread');
const stabiliser: fc.Arbitrary<number> = fc.constantFrom(1e-6, 1e-6, 1e-3);

const epsilons: fc.Arbitrary<Rule> = fc.record({
  kind: fc.constant('epsilon' as const),
  epsilon: fc.constantFrom(1e-6, 0.01, 0.25, 0.5),
  unit: fc.constantFrom('absolute', 'rms'),
  bias,
});

/** Rules of weighted layers, with parameters. `pass` is left out, it needs equal shapes. */
export const linearRules: fc.Arbitrary<Rule> = fc.oneof(
  fc.record({kind: fc.constant('zero' as const), bias, stabiliser: fc.constant(1e-9)}),
  epsilons,
  fc.record({
    kind: fc.constant('gamma' as const),
    gamma: fc.constantFrom(0, 0.1, 0.25, 1, 10),
    bias,
    stabiliser,
  }),
  fc
    .tuple(fc.constantFrom([1, 0], [2, 1], [1.5, 0.5], [2, 0.5]), bias, stabiliser)
    .map(([[alpha, beta], policy, value]) => ({
      kind: 'alphabeta' as const,
      alpha: alpha!,
      beta: beta!,
      bias: policy,
      stabiliser: value,
    })),
  fc.record({kind: fc.constant('zplus' as const), bias, stabiliser}),
  fc.record({
    kind: fc.constant('zB' as const),
    low: fc.constantFrom(-4, 0, -1.5),
    high: fc.constantFrom(4, 1, 2.5),
    stabiliser,
  }),
  fc.record({kind: fc.constant('wsquare' as const), bias, stabiliser}),
  fc.record({kind: fc.constant('flat' as const), stabiliser}),
  fc.record({kind: fc.constant('gradient' as const)}),
);

const maxPoolRules: fc.Arbitrary<Rule> = fc.oneof(
  fc.constantFrom<Rule>({kind: 'winner'}, {kind: 'split'}, {kind: 'gradient'}),
  fc.record({kind: fc.constant('average' as const), stabiliser}),
);

const avgPoolRules: fc.Arbitrary<Rule> = fc.oneof(
  epsilons,
  fc.record({kind: fc.constant('zero' as const), bias, stabiliser: fc.constant(1e-9)}),
  fc.record({kind: fc.constant('zplus' as const), bias, stabiliser}),
  fc.record({kind: fc.constantFrom('flat' as const, 'average' as const), stabiliser}),
  fc.constant<Rule>({kind: 'gradient'}),
);

const addRules: fc.Arbitrary<Rule> = fc.oneof(
  epsilons,
  fc.record({kind: fc.constant('zplus' as const), bias, stabiliser}),
  fc.record({kind: fc.constant('flat' as const), stabiliser}),
  fc.constant<Rule>({kind: 'gradient'}),
);

const normRules: fc.Arbitrary<Rule> = fc.oneof(
  epsilons,
  fc.record({kind: fc.constant('zero' as const), bias, stabiliser: fc.constant(1e-9)}),
  fc.constantFrom<Rule>({kind: 'pass'}, {kind: 'gradient'}),
);

/** Rules that suit a node, or null where only the default makes sense. */
export function rulesFor(graph: Graph, node: GraphNode): fc.Arbitrary<Rule> | null {
  const input = node.inputs[0] === undefined ? node : graph.nodes[node.inputs[0]]!;
  switch (node.kind) {
    case 'conv':
    case 'depthwise':
    case 'dense':
      return sizeOf(input.shape) === sizeOf(node.shape) && input.shape.join() === node.shape.join()
        ? fc.oneof(
            {weight: 8, arbitrary: linearRules},
            {weight: 1, arbitrary: fc.constant<Rule>({kind: 'pass'})},
          )
        : linearRules;
    case 'maxpool':
      return maxPoolRules;
    case 'avgpool':
      return avgPoolRules;
    case 'add':
      return addRules;
    case 'norm':
      return normRules;
    default:
      return null;
  }
}

/** A plan with a rule of its own for every layer, from the seed's draw. */
export function plansFor(graph: Graph): fc.Arbitrary<Plan> {
  const choices = graph.nodes.map(node => rulesFor(graph, node) ?? fc.constant(null));
  return fc.tuple(...choices).map(rules => makePlan(graph, node => rules[node.id] ?? null));
}
