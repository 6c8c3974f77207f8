import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {PlanRunner} from '../../src/explain/plan-runner.js';
import {sizeOf} from '../../src/graph/graph.js';
import {findPreset} from '../../src/plan/presets.js';
import type {Plan} from '../../src/plan/plan.js';
import {resolvePlan} from '../../src/plan/resolve.js';
import {encodeNpy} from '../../src/data/npy.js';
import {againstOracle} from '../helpers/against-oracle.js';
import {engineName, engines} from '../helpers/explain-with.js';
import {runCli} from '../helpers/run-cli.js';
import {temporaryFolder} from '../helpers/temporary-folder.js';
import {readNetworks, type TorchNetwork, torchNetworks} from '../helpers/torch-networks.js';

async function networkCalled(name: string): Promise<TorchNetwork> {
  return (await readNetworks()).find(each => each.name === name)!;
}

function presetPlan(name: string, {graph}: TorchNetwork): Plan {
  const resolved = resolvePlan(findPreset(name)!, graph);
  if (!resolved.ok) throw new Error(resolved.diagnostics.map(({message}) => message).join('; '));
  return resolved.value;
}

for (const name of ['vit.12', 'vit-torch.17', 'vit-gated.17']) {
  for (const engine of engines) {
    test.serial(`AttnLRP of ${name}.onnx is the oracle's on ${engineName(engine)}`, async t => {
      const network = await networkCalled(name);
      const {graph, input} = network;
      for (const preset of ['AttnLRP', 'Gradient']) {
        const plan = presetPlan(preset, network);
        const {complaints} = await againstOracle(engine, graph, plan, input, [0, 2]);
        t.deepEqual(complaints, [], preset);
      }
    });
  }
}

test.serial('the ledger of a vision transformer says where all of its relevance went', async t => {
  const network = await networkCalled('vit.12');
  const {graph, input} = network;
  const runner = await PlanRunner.open(graph, [presetPlan('AttnLRP', network)], {
    engine: 'onnx',
    device: 'cpu',
  });
  const {plans} = await runner.run(input, [[1], [1]]);
  await runner.dispose();
  const {relevance, ledger} = plans[0]!;
  const size = sizeOf(graph.nodes[0]!.shape);
  ledger.forEach((sample, row) => {
    const arrived = relevance.data
      .slice(row * size, (row + 1) * size)
      .reduce((sum, r) => sum + r, 0);
    const kept = sample.layers.reduce(
      (sum, {bias, stabiliser, gain, masked, remainder}) =>
        sum + bias + stabiliser + gain + masked + remainder,
      0,
    );
    const flow = sample.layers.reduce(
      (most, layer) => Math.max(most, Math.abs(layer.relevanceOut)),
      0,
    );
    t.true(Math.abs(sample.logit - arrived - kept) < 1e-4 * flow);
  });
});

test.serial('lrplab explain explains a vision transformer from its file with AttnLRP', async t => {
  const folder = await temporaryFolder(t);
  const {input} = await networkCalled('vit.12');
  const [file, out] = [join(folder, 'x.npy'), join(folder, 'relevance.npy')];
  writeFileSync(file, encodeNpy(input.shape, input.data));
  const {code, stdout, stderr} = await runCli([
    ...['explain', join(torchNetworks, 'vit.12.onnx'), '--input', file, '--plan', 'AttnLRP'],
    ...['--target', '2', '--out', out],
  ]);
  t.is(code, 0, stderr);
  t.regex(stdout, /AttnLRP/);
});
