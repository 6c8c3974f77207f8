import test from 'ava';
import fc from 'fast-check';
import type {Rule} from '../../src/rules/rule.js';
import {sampleOf} from '../helpers/compare.js';
import {engineName, engines, explainWith} from '../helpers/explain-with.js';
import {makePlan} from '../helpers/make-plan.js';
import {batchFor, buildNetwork, convNets, mlps} from '../helpers/random-graph.js';

const zplus: Rule = {kind: 'zplus', bias: 'drop', stabiliser: 1e-9};
const box: Rule = {kind: 'zB', low: 0, high: 6, stabiliser: 1e-9};

/** Only what deep Taylor speaks of: ReLU networks with b ≤ 0, winners, means and branches. */
const relu = {name: 'relu'} as const;
const nets = fc.oneof(mlps, convNets).map(spec => ({
  ...spec,
  bias: 'negative' as const,
  hiddenActivation: relu,
  steps: spec.steps
    .filter(step => step.kind !== 'norm' && step.kind !== 'pad')
    .map(step => ('activation' in step ? {...step, activation: relu} : step)),
}));

for (const engine of engines) {
  for (const [title, first] of [
    ['z⁺ everywhere', zplus],
    ['zᴮ at the input', box],
  ] as const) {
    test.serial(
      `deep Taylor with ${title} is positive and never makes relevance where b ≤ 0 and x ≥ 0, on ${engineName(engine)}`,
      async t => {
        let positive = 0;
        await fc.assert(
          fc.asyncProperty(nets, async spec => {
            const graph = buildNetwork(spec);
            const input = batchFor(graph, 3, spec.seed, 'positive');
            const reads = graph.nodes.map(node =>
              node.inputs.every(id => graph.nodes[id]!.kind === 'input'),
            );
            const plan = makePlan(graph, (node, index) =>
              node.kind === 'add' ? zplus : index === null ? null : reads[node.id] ? first : zplus,
            );
            const explanation = await explainWith(engine, graph, plan, input, [0, 0, 0]);
            for (const [n, {logit, layers}] of explanation.ledger.samples.entries()) {
              if (logit <= 1e-3) continue;
              positive++;
              const relevance = sampleOf(explanation.relevance.data, n, 3);
              const total = relevance.reduce((sum, value) => sum + value, 0);
              if (relevance.some(value => value < -1e-5 * logit))
                throw new Error('negative relevance');
              if (total > logit * (1 + 1e-4)) throw new Error(`${total} from a logit of ${logit}`);
              // A neuron is only reached where it fires, so it has positive contributions and nothing is lost.
              for (const line of layers) {
                if (line.relevanceIn > line.relevanceOut + 1e-4 * logit)
                  throw new Error(`${line.name} makes relevance`);
              }
              if (Math.abs(total - logit) > 1e-3 * logit)
                throw new Error(`${total} of a logit of ${logit}`);
            }
          }),
          {seed: 77, numRuns: 60},
        );
        t.true(positive > 20, `${positive} samples with a positive logit`);
      },
    );
  }
}
