import type {Graph} from '../graph/graph.js';
import type {Plan} from '../plan/plan.js';
import {runBytes} from './batch-size.js';
import {freeMemory} from './free-memory.js';
import {areSameGraph, structureOf} from './hash-graph.js';
import {PlanRunner, type PlanRunnerOptions} from './plan-runner.js';

export interface RunnerCacheOptions {
  /** Programs kept beside those in use. @default 8 */
  readonly mostRunners?: number;
  /** Bytes that all programs kept may take, by estimate. @default a quarter of what is free when the cache is made */
  readonly mostBytes?: number;
}

/** A program borrowed from a cache. Whoever borrows it gives it back, and does not dispose it. */
export interface Lease {
  readonly runner: PlanRunner;
  /** Whether it was there already. */
  readonly wasReady: boolean;
  /** Gives it back, once. */
  release(): Promise<void>;
}

interface Entry {
  readonly key: string;
  readonly graph: Graph;
  readonly opening: Promise<PlanRunner>;
  bytes: number;
  users: number;
}

function keyOf(graph: Graph, plans: readonly Plan[], options: PlanRunnerOptions): string {
  const {engine = 'onnx', device = null, ledger = true, optimise = true} = options;
  return JSON.stringify([
    structureOf(graph),
    ...[
      engine,
      device,
      ledger,
      optimise,
      options.layers ?? false,
      options.targets ?? 1,
      options.top ?? false,
    ],
    plans.map(({name, start, layers}) => [name, start, layers.map(({node, rule}) => [node, rule])]),
  ]);
}

/**
 * Keeps compiled programs for the next call: equal plans on an equal network, engine, device and number of targets
 * find theirs ready. What nobody uses any more goes, the longest unused first, where there are too many or they take
 * too much memory. Dispose when done; the programs belong to the cache.
 */
export class RunnerCache {
  readonly #mostRunners: number;
  readonly #mostBytes: number;
  /** The one used last stands last. */
  readonly #entries = new Set<Entry>();
  #isDisposed = false;

  constructor({mostRunners = 8, mostBytes = freeMemory() / 4}: RunnerCacheOptions = {}) {
    this.#mostRunners = mostRunners;
    this.#mostBytes = mostBytes;
  }

  /** Programs kept or in use. */
  get size(): number {
    return this.#entries.size;
  }

  /**
   * Borrows a program for plans on a graph, compiled now or earlier.
   *
   * @param samples Samples that a run takes, for knowing how much memory the program holds. @default 1
   * @throws LrpError as `PlanRunner.open`.
   */
  async lease(
    graph: Graph,
    plans: readonly Plan[],
    options: PlanRunnerOptions = {},
    samples = 1,
  ): Promise<Lease> {
    const key = keyOf(graph, plans, options);
    const found = [...this.#entries].find(
      entry => entry.key === key && areSameGraph(entry.graph, graph),
    );
    const entry = found ?? {
      key,
      graph,
      opening: PlanRunner.open(graph, plans, options),
      bytes: 0,
      users: 0,
    };
    entry.users += 1;
    this.#entries.delete(entry);
    this.#entries.add(entry);
    try {
      const runner = await entry.opening;
      entry.bytes = Math.max(entry.bytes, runBytes(runner.program, samples));
      let isOut = true;
      return {
        runner,
        wasReady: found !== undefined,
        release: async () => {
          if (!isOut) return;
          isOut = false;
          entry.users -= 1;
          await this.#tidy();
        },
      };
    } catch (error) {
      this.#entries.delete(entry);
      throw error;
    }
  }

  /** Lets every program go: those in use when they are given back. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    await this.#tidy();
  }

  async #tidy(): Promise<void> {
    const [mostRunners, mostBytes] = this.#isDisposed
      ? [0, 0]
      : [this.#mostRunners, this.#mostBytes];
    let bytes = [...this.#entries].reduce((sum, entry) => sum + entry.bytes, 0);
    const going: Entry[] = [];
    for (const entry of [...this.#entries]) {
      if (this.#entries.size <= mostRunners && bytes <= mostBytes) break;
      if (entry.users > 0) continue;
      this.#entries.delete(entry);
      bytes -= entry.bytes;
      going.push(entry);
    }
    for (const {opening} of going) await (await opening).dispose();
  }
}
