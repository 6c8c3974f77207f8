import {modelInputShape} from '../explain/batch.js';
import type {SampleAnswers} from '../explain/run-batch.js';
import type {Graph} from '../graph/graph.js';
import type {Mishap, ResultContent} from './io-messages.js';
import type {Manifest, ManifestInput} from './manifest.js';

/** Numbers of their own memory: sending a part of a large array to a thread would send all of it. */
function joined(parts: readonly Float32Array[]): Float32Array {
  const data = new Float32Array(parts.reduce((sum, {length}) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    data.set(part, offset);
    offset += part.length;
  }
  return data;
}

/**
 * A sample's result files: an `.npz` with `targets` [T], `logits` [K] and `relevance.PLAN` [T,…] in the model's own
 * layout, and a `.json` with the ledgers.
 */
export function resultContent(
  path: string,
  {sample}: ManifestInput,
  {targets, logits, plans}: SampleAnswers,
  {graph, manifest}: {readonly graph: Graph; readonly manifest: Manifest},
): ResultContent {
  const shape = modelInputShape(graph);
  const text = {
    version: 1,
    sample,
    model: graph.name,
    targets: targets.map(target => ({
      target,
      class: graph.classes?.[target] ?? null,
      logit: logits[target],
    })),
    ledgers: plans.map((answers, index) => ({
      plan: manifest.plans[index]!.name,
      samples: answers.map(({ledger}) => ledger),
    })),
  };
  return {
    path,
    text: `${JSON.stringify(text, null, 1)}\n`,
    arrays: [
      {name: 'targets', shape: [targets.length], data: Float32Array.from(targets)},
      {name: 'logits', shape: [logits.length], data: Float32Array.from(logits)},
      ...plans.map((answers, index) => ({
        name: manifest.plans[index]!.array,
        shape: [targets.length, ...shape],
        data: joined(answers.map(({relevance}) => relevance)),
      })),
    ],
  };
}

/** What stands in place of results for a sample that cannot be read. */
export function brokenContent(
  path: string,
  {sample}: ManifestInput,
  mishap: Mishap,
): ResultContent {
  return {
    path,
    arrays: null,
    text: `${JSON.stringify({version: 1, sample, broken: mishap}, null, 1)}\n`,
  };
}
