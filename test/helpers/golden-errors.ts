import {join} from 'node:path';
import type {ExecutionContext} from 'ava';
import {readNpy} from '../../src/data/npy.js';
import {Explainer} from '../../src/explain/explainer.js';
import type {Tensor} from '../../src/graph/graph.js';
import {loadModel} from '../../src/model/load-model.js';
import {compilePlan} from '../../src/script/compile-plan.js';
import type {GoldenCase} from './golden-cases.js';

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

/** How far a plan's result is from its reference. */
export interface GoldenError {
  readonly name: string;
  /** Of the relevance, as a share of its largest. */
  readonly error: number;
  /** Of the layers' sums, as a share of the largest of the layer. */
  readonly sums: number;
}

/** Carries out every plan of a golden case and compares it with its reference. */
export async function goldenErrors(
  golden: GoldenCase,
  options: {
    readonly engine: 'onnx' | 'tfjs';
    readonly device: string;
    readonly optimise: boolean;
  },
): Promise<readonly GoldenError[]> {
  const graph = await loadModel(join(golden.folder, 'model.onnx'));
  const input = await readNpy(join(golden.folder, 'input.npy'));
  const errors: GoldenError[] = [];
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

/** Expects every result near its reference. */
export function checkGoldenErrors(t: ExecutionContext, errors: readonly GoldenError[]): void {
  for (const {name, error, sums} of errors) {
    t.true(error < 1e-3, `${name}: relevance differs by ${error}`);
    t.true(sums < 1e-3, `${name}: layer sums differ by ${sums}`);
  }
  const sorted = errors.map(({error}) => error).sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1]!;
  t.true(median < 1e-5, `median ${median}`);
  t.log(
    `worst ${sorted.at(-1)!.toExponential(1)}, median ${median.toExponential(1)} over ${errors.length} plans`,
  );
}
