import type {Explanation} from '../../src/explain/explanation.js';
import type {Graph, Tensor} from '../../src/graph/graph.js';
import type {LedgerLayer} from '../../src/ledger/ledger.js';
import type {Plan} from '../../src/plan/plan.js';
import {relativeError, sampleOf} from './compare.js';
import {decidable} from './decidable.js';
import type {EngineChoice} from './explain-with.js';
import {explainWith} from './explain-with.js';
import type {Truth} from './oracle.js';
import {oracle} from './oracle.js';

const causes = ['relevanceOut', 'relevanceIn', 'bias', 'stabiliser', 'gain', 'masked'] as const;

/** What is wrong with an explanation, one line each; nothing is. */
export interface Verdict {
  readonly complaints: readonly string[];
  /** Samples compared; the others are beyond float32. */
  readonly compared: number;
  readonly skipped: number;
  readonly explanation: Explanation;
  readonly truth: Truth;
}

function judgeLine(actual: LedgerLayer, expected: LedgerLayer, scale: number): readonly string[] {
  const where = `${actual.name} (${actual.rule})`;
  const wrong = causes.filter(
    cause => !(Math.abs(actual[cause] - expected[cause]) <= 2e-4 * scale),
  );
  const told = wrong.map(
    cause => `${where}: ${cause} ${actual[cause]} instead of ${expected[cause]}, scale ${scale}`,
  );
  const rest =
    actual.relevanceOut -
    actual.relevanceIn -
    actual.bias -
    actual.stabiliser -
    actual.gain -
    actual.masked;
  if (!(Math.abs(actual.remainder) <= 1e-5 * scale))
    told.push(`${where}: remainder ${actual.remainder}, scale ${scale}`);
  if (!(Math.abs(rest - actual.remainder) <= 1e-6 * scale))
    told.push(`${where}: remainder ${actual.remainder} is not ${rest}`);
  if (!(Math.abs(actual.negativeShare - expected.negativeShare) <= 1e-3)) {
    told.push(
      `${where}: negative share ${actual.negativeShare} instead of ${expected.negativeShare}`,
    );
  }
  for (const field of ['index', 'name', 'kind', 'rule'] as const) {
    if (actual[field] !== expected[field])
      told.push(`${where}: ${field} is not ${expected[field]}`);
  }
  return told;
}

function judgeLedger(explanation: Explanation, truth: Truth, sample: number): readonly string[] {
  const actual = explanation.ledger.samples[sample]!.layers;
  const expected = truth.ledger[sample]!.layers;
  if (actual.length !== expected.length) {
    return [
      `${actual.length} ledger lines (${actual.map(line => line.name)}) instead of ${expected.map(line => line.name)}`,
    ];
  }
  return actual.flatMap((line, k) => judgeLine(line, expected[k]!, truth.flow[sample]![k]!));
}

/** Holds relevance, logits and every column of the ledger of an explanation against the oracle, to 1e-4 of the largest |R|. */
export function judge(
  explanation: Explanation,
  graph: Graph,
  plan: Plan,
  input: Tensor,
  targets: readonly number[],
): Verdict {
  const truth = oracle(graph, plan, input, targets);
  const fair = decidable(graph, plan, input, targets, truth);
  const count = targets.length;
  const complaints = targets.flatMap((_, sample): readonly string[] => {
    if (!fair[sample]) return [];
    const at = (values: ArrayLike<number>): readonly number[] => sampleOf(values, sample, count);
    const logits = relativeError(at(explanation.logits.data), at(truth.logits));
    const relevance = relativeError(at(explanation.relevance.data), at(truth.relevance));
    return [
      ...(logits < 1e-4 ? [] : [`sample ${sample}: logits off by ${logits}`]),
      ...(relevance < 1e-4 ? [] : [`sample ${sample}: relevance off by ${relevance}`]),
      ...judgeLedger(explanation, truth, sample).map(told => `sample ${sample}: ${told}`),
    ];
  });
  const compared = fair.filter(Boolean).length;
  return {complaints, compared, skipped: count - compared, explanation, truth};
}

/** Explains a batch and judges the explanation. */
export async function againstOracle(
  engine: EngineChoice,
  graph: Graph,
  plan: Plan,
  input: Tensor,
  targets: readonly number[],
): Promise<Verdict> {
  const explanation = await explainWith(engine, graph, plan, input, targets);
  return judge(explanation, graph, plan, input, targets);
}
