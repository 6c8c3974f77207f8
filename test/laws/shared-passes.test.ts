import test from 'ava';
import fc from 'fast-check';
import type {Explanation} from '../../src/explain/explanation.js';
import {type BatchResult, PlanRunner} from '../../src/explain/plan-runner.js';
import {sizeOf} from '../../src/graph/graph.js';
import type {Plan} from '../../src/plan/plan.js';
import {formatRule} from '../../src/rules/describe.js';
import {judge} from '../helpers/against-oracle.js';
import {engineName, engines} from '../helpers/explain-with.js';
import {cases, type RandomCase} from '../helpers/random-graph.js';
import {plansFor} from '../helpers/random-plan.js';

interface Trial extends RandomCase {
  readonly plans: readonly Plan[];
  /** N lists of T. */
  readonly columns: readonly (readonly number[])[];
}

/** One to three plans on a random network, for one to three targets of every sample. */
const trials: fc.Arbitrary<Trial> = cases.chain(drawn =>
  fc
    .record({
      plans: fc.array(plansFor(drawn.graph), {minLength: 1, maxLength: 3}),
      count: fc.integer({min: 1, max: 3}),
      draws: fc.array(fc.nat(), {minLength: 9, maxLength: 9}),
    })
    .map(({plans, count, draws}) => ({
      ...drawn,
      plans,
      columns: drawn.targets.map((_, sample) =>
        draws.slice(3 * sample, 3 * sample + count).map(draw => draw % drawn.spec.classes),
      ),
    })),
);

/** What a run of several plans and targets says of one plan and one column of targets. */
function columnOf(
  {graph, plans, columns}: Trial,
  {logits, plans: results}: BatchResult,
  which: number,
  column: number,
): Explanation {
  const {relevance, ledger} = results[which]!;
  const count = columns[0]!.length;
  const rows = columns.map((_, sample) => sample * count + column);
  const size = sizeOf(relevance.shape.slice(1));
  const data = new Float32Array(size * rows.length);
  rows.forEach((row, sample) => {
    data.set(relevance.data.subarray(row * size, (row + 1) * size), sample * size);
  });
  const plan = plans[which]!;
  return {
    plan,
    relevance: {shape: [rows.length, ...relevance.shape.slice(1)], data},
    logits,
    targets: columns.map(own => own[column]!),
    ledger: {
      version: 1,
      model: graph.name,
      plan: plan.name,
      samples: rows.map(row => ledger[row]!),
    },
    engine: '',
    layers: null,
  };
}

/** All that is needed to build the trial again, without a single weight. */
function describe({spec, plans, input, columns}: Trial): string {
  const rules = plans.map(plan =>
    plan.layers.map(({name, rule}) => `${name}: ${formatRule(rule)}`),
  );
  return `${JSON.stringify(spec)}\n${rules.join('\n')}\n${input.shape} for ${JSON.stringify(columns)}`;
}

for (const choice of engines) {
  test.serial(
    `plans and targets that share passes each give the oracle's relevance and ledger, on ${engineName(choice)}`,
    async t => {
      let compared = 0;
      let skipped = 0;
      const result = await fc.check(
        fc.asyncProperty(trials, async trial => {
          const {graph, plans, input, columns} = trial;
          const targets = columns[0]!.length;
          const runner = await PlanRunner.open(graph, plans, {...choice, targets});
          try {
            const answer = await runner.run(input, columns);
            for (const [which, plan] of plans.entries()) {
              for (let column = 0; column < targets; column++) {
                const explanation = columnOf(trial, answer, which, column);
                const verdict = judge(explanation, graph, plan, input, explanation.targets);
                compared += verdict.compared;
                skipped += verdict.skipped;
                if (verdict.complaints.length > 0)
                  throw new Error(
                    `plan ${which}, column ${column}: ${verdict.complaints.slice(0, 12).join('\n')}`,
                  );
              }
            }
          } finally {
            await runner.dispose();
          }
        }),
        {seed: 4, numRuns: 80},
      );
      if (result.failed) t.log(describe(result.counterexample![0]), String(result.errorInstance));
      t.false(result.failed);
      t.log(`${compared} rows compared, ${skipped} beyond float32 skipped`);
      t.true(compared > 2 * skipped);
    },
  );
}
