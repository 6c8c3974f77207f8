import test from 'ava';
import {presetPlan} from '../../bench/preset-plan.js';
import {sampleInput} from '../../bench/networks/sample-input.js';
import {presetNames} from '../../src/plan/presets.js';
import {againstOracle} from '../helpers/against-oracle.js';
import {engineName, engines} from '../helpers/explain-with.js';
import {narrowNetworks} from '../helpers/narrow-networks.js';

/** An ε of 1e-6 alone, from first layer to last: where positive and negative parts cancel, float32 cannot decide its values. */
const undecided = new Set(['AttnLRP']);

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
