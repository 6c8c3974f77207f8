import path from 'node:path';
import test from 'ava';
import type {Graph, Tensor} from '../../src/graph/graph.js';
import {weightedNodes} from '../../src/graph/graph.js';
import {loadModel} from '../../src/model/load-model.js';
import type {GoldenPlan} from '../helpers/golden-cases.js';
import {goldenCases} from '../helpers/golden-cases.js';
import {goldenPlan} from '../helpers/golden-plan.js';
import {gradientPlan} from '../helpers/make-plan.js';
import {readTestNpy} from '../helpers/npy.js';
import {oracle} from '../helpers/oracle.js';
import {hasShared} from '../helpers/shared.js';

function largestError(actual: ArrayLike<number>, expected: Tensor): number {
  const size = expected.data.length / expected.shape[0]!;
  const perSample = Array.from({length: expected.shape[0]!}, (_, n) => {
    const cells = Array.from({length: size}, (_cell, i) => n * size + i);
    const scale = Math.max(...cells.map(i => Math.abs(expected.data[i]!)));
    return Math.max(...cells.map(i => Math.abs(actual[i]! - expected.data[i]!))) / scale;
  });
  return Math.max(...perSample);
}

function explainGolden(graph: Graph, plan: GoldenPlan, input: Tensor) {
  const resolved = plan.dsl === null ? gradientPlan(graph) : goldenPlan(plan.dsl, graph);
  const truth = oracle(graph, resolved, input, plan.targets);
  const times = plan.kind === 'gradient*input' ? input.data : null;
  const relevance = times === null ? truth.relevance : truth.relevance.map((r, i) => r * times[i]!);
  return {relevance, truth};
}

for (const [place, {name: title, folder, plans}] of goldenCases().entries()) {
  // Loops in float64 take their time: every second plan, of the next case the others.
  const chosen = Object.entries(plans).filter((_, index) => index % 2 === place % 2);
  test(`the oracle gives zennit's relevance for plans of ${title}`, async t => {
    const graph = await loadModel(path.join(folder, 'model.onnx'));
    // Folded batch norms are rounded to float32 in the graph; zennit folded in float64.
    const limit = weightedNodes(graph).some(({merged}) => merged.length > 0) ? 1e-5 : 1e-6;
    const input = readTestNpy(path.join(folder, 'input.npy'));
    const logits = readTestNpy(path.join(folder, 'logits.npy'));
    t.true(chosen.length > 0);
    for (const [name, plan] of chosen) {
      const {relevance, truth} = explainGolden(graph, plan, input);
      t.true(largestError(truth.logits, logits) < 1e-5, `${name}: logits`);
      const error = largestError(relevance, readTestNpy(path.join(folder, plan.file)));
      t.true(error < limit, `${name}: ${error}`);
      plan.layer_input_sums?.forEach((sums, index) => {
        sums.forEach((sum, sample) => {
          const layer = truth.ledger[sample]!.layers.find(candidate => candidate.index === index)!;
          const scale = Math.abs(layer.relevanceOut) + Math.abs(sum);
          t.true(Math.abs(layer.relevanceIn - sum) <= 1e-5 * scale, `${name}: layer ${index}`);
        });
      });
    }
  });
}

test('the larger reference cases are tested where they are at hand', t => {
  if (!hasShared('golden/open')) t.log('skipped: ../shared is not here');
  t.pass();
});
