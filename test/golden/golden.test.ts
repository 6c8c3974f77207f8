import {join} from 'node:path';
import test from 'ava';
import {readNpy} from '../../src/data/npy.js';
import {Explainer} from '../../src/explain/explainer.js';
import type {Graph, Tensor} from '../../src/graph/graph.js';
import {loadModel} from '../../src/model/load-model.js';
import {compilePlan} from '../../src/script/compile-plan.js';
import {goldenCases, type GoldenCase} from '../helpers/golden-cases.js';

function times(a: Tensor, b: Tensor): Tensor {
  return {shape: a.shape, data: a.data.map((value, index) => value * b.data[index]!)};
}

/** Largest |a − b| of a sample, as a share of the largest |b|. */
function worstError(mine: Tensor, reference: Tensor): number {
  const samples = reference.shape[0]!;
  const size = reference.data.length / samples;
  let worst = 0;
  for (let sample = 0; sample < samples; sample++) {
    let [difference, scale] = [0, 0];
    for (let i = sample * size; i < (sample + 1) * size; i++) {
      difference = Math.max(difference, Math.abs(mine.data[i]! - reference.data[i]!));
      scale = Math.max(scale, Math.abs(reference.data[i]!));
    }
    worst = Math.max(worst, difference / scale);
  }
  return worst;
}

/** Worst relative difference of the ledger's sums, as a share of the largest sum of the layer. */
function ledgerError(
  plan: GoldenCase['plans'][string],
  ledger: {
    readonly samples: readonly {
      readonly layers: readonly {
        readonly index: number | null;
        readonly relevanceIn: number;
        readonly relevanceOut: number;
      }[];
    }[];
  },
): number {
  let worst = 0;
  ledger.samples.forEach(({layers}, sample) => {
    for (const {index, relevanceIn, relevanceOut} of layers) {
      if (index === null) continue;
      const [inSum, outSum] = [
        plan.layer_input_sums[index]![sample]!,
        plan.layer_output_sums[index]![sample]!,
      ];
      const scale = Math.max(Math.abs(inSum), Math.abs(outSum), 1e-3);
      worst = Math.max(
        worst,
        Math.abs(relevanceIn - inSum) / scale,
        Math.abs(relevanceOut - outSum) / scale,
      );
    }
  });
  return worst;
}

async function errorsOf(
  golden: GoldenCase,
  graph: Graph,
  input: Tensor,
  options: {engine: 'onnx' | 'tfjs'; device: string; optimise: boolean},
): Promise<{name: string; error: number; sums: number}[]> {
  const errors: {name: string; error: number; sums: number}[] = [];
  for (const [name, plan] of Object.entries(golden.plans)) {
    const explainer = await Explainer.open(
      graph,
      compilePlan(plan.dsl ?? 'Gradient', graph),
      options,
    );
    const {relevance, ledger} = await explainer.explain(input, plan.targets);
    await explainer.dispose();
    const reference = await readNpy(join(golden.folder, plan.file));
    errors.push({
      name,
      error: worstError(
        plan.kind === 'gradient*input' ? times(relevance, input) : relevance,
        reference,
      ),
      sums: plan.dsl === null ? 0 : ledgerError(plan, ledger),
    });
  }
  return errors;
}

const settings = [
  {engine: 'onnx', device: 'cpu', optimise: true},
  {engine: 'onnx', device: 'cpu', optimise: false},
  {engine: 'tfjs', device: 'wasm', optimise: true},
  {engine: 'tfjs', device: 'cpu', optimise: true},
] as const;

for (const golden of goldenCases()) {
  for (const setting of settings) {
    const how = `${setting.engine}/${setting.device}${setting.optimise ? '' : ', nothing left out'}`;
    test(`${golden.name}: every plan equals the reference on ${how}`, async t => {
      const graph = await loadModel(join(golden.folder, 'model.onnx'));
      const input = await readNpy(join(golden.folder, 'input.npy'));
      const errors = await errorsOf(golden, graph, input, setting);
      for (const {name, error, sums} of errors) {
        t.true(error < 1e-3, `${name}: relevance differs by ${error}`);
        t.true(sums < 1e-3, `${name}: layer sums differ by ${sums}`);
      }
      const sorted = errors.map(({error}) => error).sort((a, b) => a - b);
      t.true(sorted[sorted.length >> 1]! < 1e-5, `median ${sorted[sorted.length >> 1]}`);
      t.log(
        `worst ${sorted.at(-1)!.toExponential(1)}, median ${sorted[sorted.length >> 1]!.toExponential(1)} over ${errors.length} plans`,
      );
    });
  }
}
