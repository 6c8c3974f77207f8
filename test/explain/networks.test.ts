import test from 'ava';
import {presetPlan} from '../../bench/preset-plan.js';
import {sampleInput} from '../../bench/networks/sample-input.js';
import {presetNames} from '../../src/plan/presets.js';
import {explain} from '../../src/explain/explain.js';
import {runCheck} from '../../src/ledger/checks.js';
import {againstOracle} from '../helpers/against-oracle.js';
import {engineName, engines} from '../helpers/explain-with.js';
import {GraphBuilder, tensorOf} from '../helpers/graph-builder.js';
import {narrowNetworks} from '../helpers/narrow-networks.js';

/** An ε of 1e-6 alone, from first layer to last: where positive and negative parts cancel, float32 cannot decide its values. */
const undecided = new Set(['AttnLRP']);

test('a depthwise neuron that lives by its bias keeps its relevance in the stabiliser under DeepTaylor, and says so', async t => {
  // z = (−1·1 + 2, 1·1) = (1, 1), f = 2; the first neuron has no positive part to share its 1 among.
  const builder = new GraphBuilder([2, 1, 1], true);
  const layer = builder.conv(tensorOf([2, 1, 1, 1], [-1, 1]), tensorOf([2], [2, 0]), {groups: 2});
  builder.relu();
  builder.flatten();
  builder.dense(tensorOf([1, 2], [1, 1]), null);
  const graph = builder.build();
  const plan = presetPlan('DeepTaylor', graph);
  const on = {engine: 'onnx', device: 'cpu', targets: [0]} as const;
  const {relevance, ledger} = await explain(graph, plan, tensorOf([1, 2, 1, 1], [1, 1]), on);
  const [first, second] = relevance.data;
  t.true(Math.abs(first!) < 1e-5 && Math.abs(second! - 1) < 1e-5, `${relevance.data}`);
  const {name} = graph.nodes[layer]!;
  const line = ledger.samples[0]!.layers.find(own => own.name === name)!;
  t.true(Math.abs(line.stabiliser - 1) < 1e-5, `${line.stabiliser}`);
  const {failures} = runCheck(
    'conservation',
    {plan: plan.name, samples: ledger.samples, relevance: [relevance.data], start: 'logit'},
    0.05,
  );
  t.deepEqual(
    failures.map(failure => [failure.layer, failure.reason]),
    [
      [null, 'keeps 50.0 % of 2.000 on the whole, allowed 5.0 %'],
      [name, 'keeps 50.0 % of 2.000 (stabiliser), allowed 5.0 %'],
    ],
  );
});

for (const graph of narrowNetworks) {
  test(`${graph.name}: batch norms are folded, so only layers with weights are left`, t => {
    t.deepEqual(
      graph.nodes.filter(({kind}) => kind === 'norm'),
      [],
    );
  });
  for (const engine of engines) {
    test.serial(`${graph.name}: every preset is the oracle's on ${engineName(engine)}`, async t => {
      const input = sampleInput(graph, 3);
      for (const preset of presetNames) {
        const plan = presetPlan(preset, graph);
        const {complaints, compared, explanation} = await againstOracle(
          engine,
          graph,
          plan,
          input,
          [0, 1, 2],
        );
        t.deepEqual(complaints, [], preset);
        if (!undecided.has(preset)) t.true(compared > 0, `${preset}: no sample to compare`);
        for (const {logit, layers} of explanation.ledger.samples) {
          const flow = layers.reduce(
            (most, {relevanceOut}) => Math.max(most, Math.abs(relevanceOut)),
            Math.abs(logit),
          );
          const worst = layers.reduce(
            (most, {remainder}) => Math.max(most, Math.abs(remainder)),
            0,
          );
          t.true(worst <= 1e-4 * flow, `${preset}: remainder ${worst} of ${flow}`);
        }
      }
    });
  }
}
