import test from 'ava';
import {agreement} from '../../bench/agreement.js';
import {makeNetwork, type NetworkName} from '../../bench/networks/find-network.js';
import {parameterCount} from '../../bench/networks/parameter-count.js';
import {sampleInput} from '../../bench/networks/sample-input.js';
import {presetPlan} from '../../bench/preset-plan.js';
import {TorchSide} from '../../bench/torch/torch-side.js';
import {Explainer} from '../../src/explain/explainer.js';

async function openSide(t: {log: (text: string) => void}): Promise<TorchSide | null> {
  const side = await TorchSide.open();
  if (typeof side !== 'string') return side;
  t.log(`skipped: no torch with zennit here (${side}); set LRPLAB_PYTHON and ZENNIT_SRC`);
  return null;
}

const cases: readonly (readonly [NetworkName, string])[] = [
  ['vgg11-average', 'EpsilonGammaBox'],
  ['vgg11-average', 'EpsilonAlpha2Beta1Flat'],
  ['vgg11-average', 'TalkComposite'],
  ['resnet50', 'EpsilonPlus'],
  ['mobilenet-v2', 'EpsilonPlusFlat'],
  ['mobilenet-v2', 'Gradient'],
];

for (const [name, preset] of cases) {
  test.serial(
    `${name} explained by ${preset}: torch with zennit gives the same heatmaps`,
    async t => {
      const side = await openSide(t);
      if (side === null) return void t.pass();
      t.teardown(() => side.close());
      const graph = makeNetwork(name, 32);
      const plan = presetPlan(preset, graph);
      const input = sampleInput(graph, 2);
      t.is(await side.load(graph), parameterCount(graph));
      await side.input(input);
      await side.plan(plan, graph);
      t.true((await side.forward()) > 0);
      t.true((await side.explain([[3], [5]])) > 0);
      const explainer = await Explainer.open(graph, plan, {ledger: false});
      const {relevance} = await explainer.explain(input, [3, 5]);
      await explainer.dispose();
      const {cosine, difference} = agreement(relevance.data, await side.relevance());
      t.true(cosine > 0.9999, `cosine ${cosine}`);
      t.true(difference < 0.02, `difference ${difference}`);
    },
  );
}

test.serial('what Python could not do is an error that names it', async t => {
  const side = await openSide(t);
  if (side === null) return void t.pass();
  t.teardown(() => side.close());
  await t.throwsAsync(side.explain([[3]]), {message: /torch_side\.py explain/});
});
