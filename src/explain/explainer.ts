import {toChannelsFirst, toChannelsLast} from '../data/layout.js';
import type {Engine, EngineName, Executable, RunOutput} from '../engine/engine.js';
import {checkInput, joinRows, rows} from './batch.js';
import {checkPrecision} from './check-precision.js';
import {openEngine} from '../engine/open-engine.js';
import {LrpError} from '../errors/lrp-error.js';
import {sizeOf, type Graph, type Tensor} from '../graph/graph.js';
import {buildLedgerSamples} from '../ledger/build-ledger.js';
import type {LedgerSample} from '../ledger/ledger.js';
import type {Plan} from '../plan/plan.js';
import {compileForward, compileProgram, type CompiledProgram} from '../program/compile.js';
import {costInForwardPasses, programCost} from '../program/cost.js';
import type {Explanation} from './explanation.js';
import {readLayers, type LayerRelevance} from './layer-relevance.js';
import {classCount, targetIndex, topClasses, type Target} from './targets.js';

export interface ExplainerOptions {
  /** @default 'onnx' */
  readonly engine?: EngineName;
  /** Device of the engine, `auto` for the fastest. @default `cpu` for onnx; for tfjs a native build, else `wasm` */
  readonly device?: string;
  /** Whether the ledger is kept. @default true */
  readonly ledger?: boolean;
  /** Whether shared and provably zero work is left out; results are the same. @default true */
  readonly optimise?: boolean;
  /** Whether the relevance at every layer is kept, reduced to maps for pictures. @default false */
  readonly layers?: boolean;
  /** Samples per run of the program. @default 16, fewer where a sample is much work */
  readonly batchSize?: number;
}

/** How one call runs. */
export interface RunOptions {
  /** Called after every batch with the samples done, and how many there are. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops between two batches; the call then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Multiply-adds of one run after which a call should be able to stop: a second or two on the slowest device. */
const patience = 2e8;

/** Samples that are run together where nobody says: enough to be fast, few enough to stop soon and fit in memory. */
function usualBatch(cost: number): number {
  return Math.min(16, Math.max(1, Math.floor(patience / cost)));
}

/** Lets everything else that waits have its turn, Ctrl-C above all: engines may compute without a pause. */
function takeTurns(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}

/** A float32 output of a run. */
function floats(outputs: ReadonlyMap<string, RunOutput>, name: string): Tensor {
  const {shape, data} = outputs.get(name)!;
  return {shape, data: data as Float32Array};
}

/** A plan on a network made ready on an engine: explains many inputs without compiling again. Dispose when done. */
export class Explainer {
  readonly graph: Graph;
  readonly plan: Plan;
  /** `onnx/cpu`, `tfjs/wasm`, … */
  readonly engine: string;
  readonly #engine: Engine;
  readonly #compiled: CompiledProgram;
  readonly #executable: Executable;
  readonly #batchSize: number;
  #forward: Executable | null = null;

  private constructor(
    graph: Graph,
    plan: Plan,
    engine: Engine,
    compiled: CompiledProgram,
    executable: Executable,
    batchSize: number,
  ) {
    this.graph = graph;
    this.plan = plan;
    this.engine = `${engine.name}/${engine.device}`;
    this.#engine = engine;
    this.#compiled = compiled;
    this.#executable = executable;
    this.#batchSize = batchSize;
  }

  static async open(
    graph: Graph,
    plan: Plan,
    {
      engine: name = 'onnx',
      device,
      ledger = true,
      optimise = true,
      layers = false,
      batchSize,
    }: ExplainerOptions = {},
  ): Promise<Explainer> {
    if (batchSize !== undefined && (!Number.isInteger(batchSize) || batchSize < 1)) {
      throw new LrpError(
        'explain/batch-size',
        `batchSize ${batchSize}: expected a whole number from 1`,
      );
    }
    const engine = await openEngine(name, device);
    checkPrecision(plan, engine);
    const compiled = compileProgram(graph, plan, {ledger, optimise, layers});
    return new Explainer(
      graph,
      plan,
      engine,
      compiled,
      await engine.prepare(compiled.program),
      batchSize ?? usualBatch(programCost(compiled.program)),
    );
  }

  /** Cost in forward passes F of the network, primal pass included. */
  get cost(): number {
    return costInForwardPasses(this.#compiled.program, compileForward(this.graph));
  }

  /** Logits [N,K] of an input in the model's own layout. */
  async predict(input: Tensor, options: RunOptions = {}): Promise<Tensor> {
    checkInput(input, this.graph);
    this.#forward ??= await this.#engine.prepare(compileForward(this.graph));
    const forward = this.#forward;
    return this.#inBatches(
      input,
      async batch =>
        floats(await forward.run(new Map([['input', this.#toGraph(batch)]])), 'logits'),
      options,
    );
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
    const indices = await this.#targetIndices(input, targets, options.signal);
    const classes = classCount(this.graph);
    const logits: Tensor[] = [];
    const samples: LedgerSample[] = [];
    const layers: (readonly LayerRelevance[])[] = [];
    let offset = 0;
    const relevance = await this.#inBatches(
      input,
      async batch => {
        const chosen = indices.slice(offset, offset + batch.shape[0]!);
        offset += batch.shape[0]!;
        const target = {
          shape: [chosen.length, classes],
          data: new Float32Array(chosen.length * classes),
        };
        chosen.forEach((index, sample) => {
          target.data[sample * classes + index] = 1;
        });
        const outputs = await this.#executable.run(
          new Map([
            ['input', this.#toGraph(batch)],
            ['target', target],
          ]),
        );
        logits.push(floats(outputs, 'logits'));
        samples.push(
          ...buildLedgerSamples({
            graph: this.graph,
            plan: this.plan,
            accounts: this.#compiled.accounts,
            outputs,
            targets: chosen,
          }),
        );
        layers.push(...readLayers(this.graph, this.#compiled.layers, outputs));
        return this.#fromGraph(floats(outputs, 'relevance'));
      },
      options,
    );
    this.#checkFinite(relevance);
    const {plan, graph} = this;
    return {
      plan,
      relevance,
      logits: joinRows(logits),
      targets: indices,
      ledger: {version: 1, model: graph.name, plan: plan.name, samples},
      engine: this.engine,
      layers: this.#compiled.layers.length === 0 ? null : layers,
    };
  }

  async dispose(): Promise<void> {
    await this.#executable.dispose();
    await this.#forward?.dispose();
  }

  async #targetIndices(
    input: Tensor,
    targets: Target | readonly Target[],
    signal: AbortSignal | undefined,
  ): Promise<readonly number[]> {
    const count = input.shape[0]!;
    const list: readonly Target[] =
      typeof targets === 'object' ? targets : Array<Target>(count).fill(targets);
    if (list.length !== count && list.length !== 1) {
      throw new LrpError(
        'target/count',
        `${list.length} targets for ${count} samples; give one for all or one each`,
      );
    }
    const each = list.length === 1 ? Array<Target>(count).fill(list[0]!) : list;
    const isTop = (target: Target): boolean =>
      target === 'top' && !this.graph.classes?.includes('top');
    const top = each.some(isTop)
      ? topClasses(await this.predict(input, signal === undefined ? {} : {signal}))
      : [];
    return each.map((target, sample) =>
      isTop(target) ? top[sample]! : targetIndex(target, this.graph),
    );
  }

  #checkFinite(relevance: Tensor): void {
    const bad = relevance.data.findIndex(value => !Number.isFinite(value));
    if (bad < 0) return;
    const sample = Math.floor(bad / sizeOf(relevance.shape.slice(1)));
    throw new LrpError(
      'explain/not-finite',
      `plan "${this.plan.name}" gives ${relevance.data[bad]} for sample ${sample}: a denominator is (nearly) zero; use a larger stabiliser or epsilon`,
    );
  }

  async #inBatches(
    input: Tensor,
    run: (batch: Tensor) => Promise<Tensor>,
    {signal, onProgress}: RunOptions = {},
  ): Promise<Tensor> {
    const parts: Tensor[] = [];
    const total = input.shape[0]!;
    for (let from = 0; from < total; from += this.#batchSize) {
      await takeTurns();
      signal?.throwIfAborted();
      const to = Math.min(total, from + this.#batchSize);
      parts.push(await run(rows(input, from, to)));
      onProgress?.(to, total);
    }
    return joinRows(parts);
  }

  #toGraph(input: Tensor): Tensor {
    return this.graph.layout === 'channels-last' && input.shape.length > 2
      ? toChannelsFirst(input)
      : input;
  }

  #fromGraph(relevance: Tensor): Tensor {
    return this.graph.layout === 'channels-last' && relevance.shape.length > 2
      ? toChannelsLast(relevance)
      : relevance;
  }
}
