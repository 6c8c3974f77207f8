import test from 'ava';
import {presetPlan} from '../../bench/preset-plan.js';
import {sampleInput} from '../../bench/networks/sample-input.js';
import type {Method} from '../../src/evaluate/methods/method.js';
import {methodOf} from '../../src/evaluate/methods/method-of.js';
import {referencePicture} from '../../src/evaluate/methods/reference-picture.js';
import {openPerturbation} from '../../src/evaluate/perturbation/open-perturbation.js';
import {openRandomisation} from '../../src/evaluate/randomisation/open-randomisation.js';
import {randomiseLayers} from '../../src/evaluate/randomisation/randomise-layers.js';
import {type Graph, isWeighted, sizeOf, type Tensor} from '../../src/graph/graph.js';
import {baselines} from '../../src/measures/baselines.js';
import {againstOracle} from '../helpers/against-oracle.js';
import {scoreRows} from '../helpers/evaluated-batch.js';
import {mapsOf} from '../helpers/method-maps.js';
import {narrowMobilenetV2, narrowResnet18} from '../helpers/narrow-networks.js';
import {readNetworks} from '../helpers/torch-networks.js';

interface Case {
  readonly name: string;
  readonly graph: Graph;
  readonly input: Tensor;
  readonly preset: string;
  readonly region: number;
}

function written(graph: Graph): Case {
  const input = sampleInput(graph, 2);
  return {name: graph.name, graph, input, preset: 'EpsilonPlus', region: 4};
}

const vit = (await readNetworks()).find(({name}) => name === 'vit.12')!;
const cases: readonly Case[] = [
  written(narrowResnet18()),
  written(narrowMobilenetV2()),
  {name: 'ViT', graph: vit.graph, input: vit.input, preset: 'AttnLRP', region: 2},
];
const targets = [0, 1];
const fast = new Map<string, Record<string, number>>([
  ['SmoothGrad', {samples: 2}],
  ['IntegratedGradients', {steps: 512}],
]);

for (const {name, graph, input, preset, region} of cases) {
  const plan: Method = {kind: 'plan', name: preset, plan: presetPlan(preset, graph)};
  const methods = [plan, ...baselines.map(own => methodOf(own.name, fast.get(own.name)))];

  test.serial(`${name}: a plan and every baseline explain it`, async t => {
    const {maps, logits} = await mapsOf(graph, methods, input, targets);
    t.is(maps.length, 1 + baselines.length);
    for (const [index, map] of maps.entries()) {
      t.deepEqual(map.shape, input.shape, methods[index]!.name);
      t.true(map.data.every(Number.isFinite), methods[index]!.name);
      t.true(
        map.data.some(value => value !== 0),
        methods[index]!.name,
      );
    }
    // Completeness (Sundararajan et al. 2017, proposition 1): Σ R = f(x) − f(black), up to the steps of the sum.
    const found = methods.findIndex(method => method.name.startsWith('IntegratedGradients'));
    const own = sizeOf(input.shape.slice(1));
    const black = {shape: input.shape, data: new Float32Array(input.data.length)};
    for (const row of targets.keys())
      black.data.set(
        referencePicture('black', input.data.subarray(row * own, (row + 1) * own), graph),
        row * own,
      );
    const base = await mapsOf(graph, [methodOf('Random')], black, targets);
    const classes = logits.shape[1]!;
    for (const row of targets.keys()) {
      const at = row * classes + targets[row]!;
      const rise = logits.data[at]! - base.logits.data[at]!;
      const sum = maps[found]!.data.subarray(row * own, (row + 1) * own).reduce(
        (total, value) => total + value,
        0,
      );
      t.true(
        Math.abs(sum - rise) < 0.05 * Math.max(Math.abs(rise), 0.2),
        `row ${row}: ${sum} for ${rise}`,
      );
    }
  });

  test.serial(`${name}: a plan suits the network with layers drawn anew`, async t => {
    const count = graph.nodes.filter(isWeighted).length;
    const drawn = randomiseLayers(graph, [count - 1, Math.floor(count / 2)], 3);
    const own = presetPlan('Gradient', graph);
    const {complaints, compared} = await againstOracle(
      {engine: 'onnx', device: 'cpu'},
      drawn,
      own,
      input,
      targets,
    );
    t.deepEqual(complaints, []);
    t.true(compared > 0);
    const scores = await scoreRows(
      'randomisation',
      openRandomisation,
      {graph, methods: [methodOf('Edges'), plan], input, targets},
      {similarity: 'pearson', layers: 2},
    );
    for (const [measure, [edges, planned]] of Object.entries(scores)) {
      for (const row of targets.keys()) {
        t.true(Math.abs(edges![row]! - 1) < 1e-9, `${measure}: ${edges}`);
        t.true(planned![row]! < 0.999, `${measure}: ${planned}`);
      }
    }
  });

  test.serial(`${name}: by one region, no map falls faster than occlusion of regions`, async t => {
    const best = methodOf('Occlusion', {size: region, stride: region});
    const [height, width] = input.shape.slice(-2) as [number, number];
    const scores = await scoreRows(
      'perturbation',
      openPerturbation,
      {graph, methods: [plan, best, methodOf('Random')], input, targets},
      {fill: 'mean', region, steps: 1, share: region ** 2 / (height * width)},
    );
    const [most, least] = [scores['aopc-morf']!, scores['aopc-lerf']!];
    for (const row of targets.keys()) {
      t.true(most[1]![row]! > least[1]![row]!, `row ${row}`);
      for (const method of [0, 2]) {
        t.true(most[1]![row]! >= most[method]![row]! - 1e-6, `row ${row}, method ${method}`);
        t.true(least[1]![row]! <= least[method]![row]! + 1e-6, `row ${row}, method ${method}`);
      }
    }
  });
}
