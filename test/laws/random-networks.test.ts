import test from 'ava';
import fc from 'fast-check';
import type {Plan} from '../../src/plan/plan.js';
import {formatRule} from '../../src/rules/describe.js';
import {againstOracle} from '../helpers/against-oracle.js';
import {engineName, engines} from '../helpers/explain-with.js';
import type {RandomCase} from '../helpers/random-graph.js';
import {casesOf, convNets, mlps} from '../helpers/random-graph.js';
import {plansFor} from '../helpers/random-plan.js';

const families = [
  {title: 'dense networks', specs: mlps, runs: 60},
  {title: 'convolutional networks', specs: convNets, runs: 150},
];

interface Trial extends RandomCase {
  readonly plan: Plan;
}

/** All that is needed to build the trial again, without a single weight. */
function describe({spec, plan, input, targets}: Trial): string {
  const rules = plan.layers.map(({name, rule}) => `${name}: ${formatRule(rule)}`);
  return `${JSON.stringify(spec)}\n${rules.join('\n')}\n${input.shape} for ${targets}`;
}

for (const engine of engines) {
  for (const {title, specs, runs} of families) {
    test.serial(
      `random plans on random ${title} give the oracle's relevance and ledger, on ${engineName(engine)}`,
      async t => {
        let compared = 0;
        let skipped = 0;
        const trials: fc.Arbitrary<Trial> = casesOf(specs).chain(drawn =>
          plansFor(drawn.graph).map(plan => ({...drawn, plan})),
        );
        const result = await fc.check(
          fc.asyncProperty(trials, async ({graph, plan, input, targets}) => {
            const verdict = await againstOracle(engine, graph, plan, input, targets);
            compared += verdict.compared;
            skipped += verdict.skipped;
            if (verdict.complaints.length > 0)
              throw new Error(verdict.complaints.slice(0, 12).join('\n'));
          }),
          {seed: 2024, numRuns: runs},
        );
        if (result.failed) {
          t.log(describe(result.counterexample![0]), String(result.errorInstance));
        }
        t.false(result.failed);
        t.log(`${compared} samples compared, ${skipped} beyond float32 skipped`);
        t.true(compared > 2 * skipped);
      },
    );
  }
}
