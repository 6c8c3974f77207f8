import {explain} from '../../src/explain/explain.js';
import type {Explanation} from '../../src/explain/explanation.js';
import type {Graph, Tensor} from '../../src/graph/graph.js';
import type {Plan} from '../../src/plan/plan.js';

/** An engine on a device, as `explain` takes them. */
export interface EngineChoice {
  readonly engine: 'onnx' | 'tfjs';
  readonly device: string;
}

/** The engines every law is tested on. */
export const engines: readonly EngineChoice[] = [
  {engine: 'onnx', device: 'cpu'},
  {engine: 'tfjs', device: 'wasm'},
];

/** `onnx/cpu`, for titles. */
export function engineName({engine, device}: EngineChoice): string {
  return `${engine}/${device}`;
}

/** The public way from a graph and a plan to relevance, on one engine. */
export function explainWith(
  choice: EngineChoice,
  graph: Graph,
  plan: Plan,
  input: Tensor,
  targets: readonly number[],
): Promise<Explanation> {
  return explain(graph, plan, input, {targets, ...choice});
}
