import test from 'ava';
import fc from 'fast-check';
import {formatRule} from '../../src/rules/describe.js';
import type {BiasPolicy, Rule} from '../../src/rules/rule.js';
import {useRule} from '../../src/rules/use-rule.js';
import {againstOracle} from '../helpers/against-oracle.js';
import {engineName, engines, explainWith} from '../helpers/explain-with.js';
import {GraphBuilder, tensorOf} from '../helpers/graph-builder.js';
import {makePlan, uniformPlan} from '../helpers/make-plan.js';
import * as own from '../helpers/own-rules.js';
import {cases} from '../helpers/random-graph.js';

const policies: readonly BiasPolicy[] = ['include', 'drop', 'spread'];

/** The same rule, built in and written anew. */
const twins: readonly (readonly [Rule, Rule])[] = policies.flatMap(bias => {
  const s = {bias, stabiliser: 1e-6};
  return [
    [{kind: 'zero', ...s, stabiliser: 1e-9}, useRule(own.ownEpsilon, {}, {bias})],
    [{kind: 'zplus', ...s}, useRule(own.ownZplus, {}, {bias})],
    [{kind: 'alphabeta', alpha: 2, beta: 1, ...s}, useRule(own.ownAlphabeta, {}, {bias})],
    [{kind: 'alphabeta', alpha: 1, beta: 0, ...s}, useRule(own.ownAlphabeta, {a: 1, b: 0}, {bias})],
    [{kind: 'gamma', gamma: 0.5, ...s}, useRule(own.ownGamma, {g: 0.5}, {bias})],
    [{kind: 'wsquare', ...s}, useRule(own.ownWsquare, {}, {bias})],
    [{kind: 'flat', stabiliser: 1e-6}, useRule(own.ownFlat)],
    [{kind: 'zB', low: -3, high: 4, stabiliser: 1e-6}, useRule(own.ownBox, {low: -3, high: 4})],
  ] as const;
});

const strange: readonly Rule[] = [
  ...policies.flatMap(bias => [
    useRule(own.zminus, {}, {bias}),
    useRule(own.mirrored, {}, {bias}),
    useRule(own.middle, {low: -4, high: 5}, {bias, stabiliser: 1e-3}),
    useRule(own.lopsided, {}, {bias}),
  ]),
  useRule(own.magnitude),
  useRule(own.bounds, {low: -1, high: 2}),
];

for (const engine of engines) {
  test.serial(
    `a rule written anew gives exactly what the built-in one gives, on ${engineName(engine)}`,
    async t => {
      const trials = fc.record({drawn: cases, twin: fc.constantFrom(...twins)});
      const result = await fc.check(
        fc.asyncProperty(trials, async ({drawn: {graph, input, targets}, twin}) => {
          const [builtIn, anew] = await Promise.all(
            twin.map(rule => explainWith(engine, graph, uniformPlan(graph, rule), input, targets)),
          );
          if (`${anew!.relevance.data}` !== `${builtIn!.relevance.data}`)
            throw new Error(`${formatRule(twin[1])} differs`);
          anew!.ledger.samples.forEach(({layers}, sample) => {
            layers.forEach((line, index) => {
              const other = builtIn!.ledger.samples[sample]!.layers[index]!;
              for (const cause of [
                'relevanceOut',
                'relevanceIn',
                'bias',
                'stabiliser',
                'masked',
              ] as const)
                if (line[cause] !== other[cause])
                  throw new Error(`${line.rule}: ${cause} ${line[cause]}, not ${other[cause]}`);
            });
          });
        }),
        {seed: 7, numRuns: 60},
      );
      if (result.failed)
        t.log(
          JSON.stringify(result.counterexample![0].drawn.spec),
          result.counterexample![0].twin.map(formatRule),
          String(result.errorInstance),
        );
      t.false(result.failed);
    },
  );

  test.serial(
    `rules that no paper knows give the oracle's relevance and ledger, on ${engineName(engine)}`,
    async t => {
      let compared = 0;
      let skipped = 0;
      const trials = fc.record({
        drawn: cases,
        rules: fc.array(fc.constantFrom(...strange), {minLength: 16, maxLength: 16}),
      });
      const result = await fc.check(
        fc.asyncProperty(trials, async ({drawn: {graph, input, targets}, rules}) => {
          const plan = makePlan(graph, (node, index) =>
            index !== null || node.kind === 'avgpool' ? rules[node.id % 16]! : null,
          );
          const verdict = await againstOracle(engine, graph, plan, input, targets);
          compared += verdict.compared;
          skipped += verdict.skipped;
          if (verdict.complaints.length > 0)
            throw new Error(verdict.complaints.slice(0, 12).join('\n'));
        }),
        {seed: 11, numRuns: 120},
      );
      if (result.failed)
        t.log(
          JSON.stringify(result.counterexample![0].drawn.spec),
          result.counterexample![0].rules.map(formatRule),
          String(result.errorInstance),
        );
      t.false(result.failed);
      t.log(`${compared} samples compared, ${skipped} beyond float32 skipped`);
      t.true(compared > skipped);
    },
  );

  test.serial(
    `zminus shares out one neuron as worked out by hand, on ${engineName(engine)}`,
    async t => {
      const graph = new GraphBuilder([3]);
      graph.dense(tensorOf([1, 3], [2, -1, -3]), tensorOf([1], [4]));
      const built = graph.build();
      // x·w = 2, −1, −1.5; z = 3.5; the negative ones share 3.5 as 1 : 1.5.
      const plan = uniformPlan(built, useRule(own.zminus));
      const {relevance} = await explainWith(
        engine,
        built,
        plan,
        tensorOf([1, 3], [1, 1, 0.5]),
        [0],
      );
      const expected = [0, 1.4, 2.1];
      for (const [i, value] of relevance.data.entries())
        t.true(Math.abs(value - expected[i]!) < 1e-5, `${value}`);
    },
  );
}
