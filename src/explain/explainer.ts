import {LrpError} from '../errors/lrp-error.js';
import type {Graph, Tensor} from '../graph/graph.js';
import type {Plan} from '../plan/plan.js';
import {checkInput, joinRows, rows} from './batch.js';
import {checkBatchOptions, samplesPerRun} from './batch-size.js';
import type {Explanation} from './explanation.js';
import {
  type BatchResult,
  PlanRunner,
  type PlanRunnerOptions,
  type RunTarget,
} from './plan-runner.js';
import {takeTurns} from './take-turns.js';
import {targetIndex, type Target} from './targets.js';

export interface ExplainerOptions extends Omit<PlanRunnerOptions, 'targets' | 'top'> {
  /** Samples per run of the program. @default as many as memory allows, fewer where a sample is much work */
  readonly batchSize?: number;
  /** Bytes that a run may take. @default a quarter of what is free */
  readonly memory?: number;
}

/** How one call runs. */
export interface RunOptions {
  /** Called after every batch with the samples done, and how many there are. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops between two batches; the call then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/** A plan on a network made ready on an engine: explains many inputs without compiling again. Dispose when done. */
export class Explainer {
  readonly graph: Graph;
  readonly plan: Plan;
  /** `onnx/cpu`, `tfjs/wasm`, … */
  readonly engine: string;
  readonly #runner: PlanRunner;
  readonly #batchSize: number;

  private constructor(runner: PlanRunner, batchSize: number) {
    this.graph = runner.graph;
    this.plan = runner.plans[0]!;
    this.engine = runner.engine;
    this.#runner = runner;
    this.#batchSize = batchSize;
  }

  static async open(
    graph: Graph,
    plan: Plan,
    {batchSize, memory, ...options}: ExplainerOptions = {},
  ): Promise<Explainer> {
    const sizing = {
      ...(options.engine === undefined ? {} : {engine: options.engine}),
      ...(options.device === undefined ? {} : {device: options.device}),
      ...(batchSize === undefined ? {} : {batchSize}),
      ...(memory === undefined ? {} : {memory}),
    };
    checkBatchOptions(sizing);
    const runner = await PlanRunner.open(graph, [plan], {...options, top: true});
    return new Explainer(runner, samplesPerRun(runner.program, sizing));
  }

  /** Cost in forward passes F of the network, primal pass included. */
  get cost(): number {
    return this.#runner.cost;
  }

  /** Logits [N,K] of an input in the model's own layout. */
  async predict(input: Tensor, options: RunOptions = {}): Promise<Tensor> {
    checkInput(input, this.graph);
    const parts: Tensor[] = [];
    await this.#inBatches(
      input,
      async batch => {
        parts.push(await this.#runner.predict(batch));
      },
      options,
    );
    return joinRows(parts);
  }

  /**
   * Explains each sample's score for its target.
   *
   * @param input   Float32, batch first, in the model's own layout; the caller keeps it.
   * @param targets One for all samples or one each: class index, class name or `top`. @default 'top'
   * @throws LrpError `input/*`, `target/*`, `engine/*`, `explain/not-finite`.
   */
  async explain(
    input: Tensor,
    targets: Target | readonly Target[] = 'top',
    options: RunOptions = {},
  ): Promise<Explanation> {
    checkInput(input, this.graph);
    const wanted = this.#wantedTargets(input.shape[0]!, targets);
    const results: BatchResult[] = [];
    await this.#inBatches(
      input,
      async (batch, first) => {
        const chosen = wanted.slice(first, first + batch.shape[0]!).map(target => [target]);
        results.push(await this.#runner.run(batch, chosen, first));
      },
      options,
    );
    const {plan, graph} = this;
    const own = results.map(({plans}) => plans[0]!);
    return {
      plan,
      relevance: joinRows(own.map(({relevance}) => relevance)),
      logits: joinRows(results.map(({logits}) => logits)),
      targets: results.flatMap(result => result.targets.flat()),
      ledger: {
        version: 1,
        model: graph.name,
        plan: plan.name,
        samples: own.flatMap(({ledger}) => ledger),
      },
      engine: this.engine,
      layers: own[0]!.layers === null ? null : own.flatMap(({layers}) => layers!),
    };
  }

  async dispose(): Promise<void> {
    await this.#runner.dispose();
  }

  #wantedTargets(count: number, targets: Target | readonly Target[]): readonly RunTarget[] {
    const list: readonly Target[] = typeof targets === 'object' ? targets : [targets];
    if (list.length !== count && list.length !== 1) {
      throw new LrpError(
        'target/count',
        `${list.length} targets for ${count} samples; give one for all or one each`,
      );
    }
    const each = list.map(target =>
      target === 'top' && !this.graph.classes?.includes('top')
        ? 'top'
        : targetIndex(target, this.graph),
    );
    return each.length === count ? each : Array<RunTarget>(count).fill(each[0]!);
  }

  async #inBatches(
    input: Tensor,
    run: (batch: Tensor, first: number) => Promise<void>,
    {signal, onProgress}: RunOptions = {},
  ): Promise<void> {
    const total = input.shape[0]!;
    for (let from = 0; from < total; from += this.#batchSize) {
      await takeTurns();
      signal?.throwIfAborted();
      const to = Math.min(total, from + this.#batchSize);
      await run(rows(input, from, to), from);
      onProgress?.(to, total);
    }
  }
}
