import {usualMemory} from '../../explain/batch-size.js';
import {type Graph, weightedNodes} from '../../graph/graph.js';
import {compileForward, compilePlans} from '../../program/compile.js';
import {programMemory} from '../../program/memory.js';
import {divideMethods, openInGroups} from '../comparison/divide-methods.js';
import type {MeasureContext} from '../measure-runner.js';
import type {MethodRunner} from '../methods/method.js';
import {randomiseLayers} from './randomise-layers.js';
import {spreadLayers} from './spread-layers.js';

/** A network of which layers are drawn anew. */
export interface RandomisedNetwork {
  /** `layers 3..15`: names what is drawn, for the keys of rows. */
  readonly name: string;
  /** Numbers of its weighted layers that are drawn anew. */
  readonly layers: readonly number[];
  /** Which figures it counts for. */
  readonly measures: readonly ('cascading' | 'independent')[];
}

/**
 * The networks that are explained: for each chosen layer one that is drawn anew from the output to this layer, and one of
 * which this layer alone is. Of the output layer both are the same, so it is there once.
 *
 * @param count How many layers to choose, 0 for all.
 */
export function randomisedNetworks(graph: Graph, count: number): readonly RandomisedNetwork[] {
  const total = weightedNodes(graph).length;
  if (total === 0) return [];
  return spreadLayers(total, count).flatMap((layer): readonly RandomisedNetwork[] => {
    const alone = {name: `layer ${layer}`, layers: [layer]};
    if (layer === total - 1) return [{...alone, measures: ['cascading', 'independent']}];
    const layers = Array.from({length: total - layer}, (_, after) => layer + after);
    return [
      {name: `layers ${layer}..${total - 1}`, layers, measures: ['cascading']},
      {...alone, measures: ['independent']},
    ];
  });
}

/** Bytes that a network made ready takes, its weights as drawn included; an estimate. */
function bytesOf({graph, methods}: MeasureContext): number {
  const plans = methods.flatMap(method => (method.kind === 'plan' ? [method.plan] : []));
  const program =
    plans.length === 0
      ? compileForward(graph)
      : compilePlans(graph, plans, {ledger: false}).program;
  const weights = weightedNodes(graph).reduce((sum, {weight}) => sum + 4 * weight.data.length, 0);
  return weights + programMemory(program).constants;
}

/** Methods on randomised networks. As many as fit stay open for the run, the others are made anew each time. Dispose when done. */
export class NetworkPool {
  readonly #context: MeasureContext;
  readonly #kept = new Map<string, MethodRunner>();
  readonly #most: number;

  /** @param memory Bytes that the networks kept open may take together. @default half of what a run may usually take */
  constructor(context: MeasureContext, memory: number = usualMemory() / 2) {
    this.#context = context;
    this.#most = Math.floor(memory / bytesOf(context));
  }

  /** Uses the methods on a network. @param rows Of the batches that are explained. @throws LrpError `engine/*`; what `use` throws. */
  async with<Result>(
    network: RandomisedNetwork,
    rows: number,
    use: (runner: MethodRunner) => Promise<Result>,
  ): Promise<Result> {
    const kept = this.#kept.get(network.name);
    if (kept !== undefined) return use(kept);
    const runner = await this.#open(network, rows);
    if (this.#kept.size < this.#most) {
      this.#kept.set(network.name, runner);
      return use(runner);
    }
    try {
      return await use(runner);
    } finally {
      await runner.dispose();
    }
  }

  async dispose(): Promise<void> {
    const runners = [...this.#kept.values()];
    this.#kept.clear();
    for (const runner of runners) await runner.dispose();
  }

  #open({layers}: RandomisedNetwork, rows: number): Promise<MethodRunner> {
    const {graph, methods, engine, device, seed, signal} = this.#context;
    const {groups} = divideMethods(graph, methods, {
      ...{engine, batchSize: rows},
      ...(device === null ? {} : {device}),
    });
    const drawn = randomiseLayers(graph, layers, seed);
    return openInGroups(drawn, methods, groups, {engine, device, seed, signal});
  }
}
