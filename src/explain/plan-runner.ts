import {toChannelsFirst, toChannelsLast} from '../data/layout.js';
import type {Engine, EngineName, Executable, RunOutput} from '../engine/engine.js';
import {openEngine} from '../engine/open-engine.js';
import {LrpError} from '../errors/lrp-error.js';
import {sizeOf, type Graph, type Tensor} from '../graph/graph.js';
import {buildLedgerSamples} from '../ledger/build-ledger.js';
import type {LedgerSample} from '../ledger/ledger.js';
import type {Plan} from '../plan/plan.js';
import {compileForward, compilePlans, type CompiledPlans} from '../program/compile.js';
import {costInForwardPasses} from '../program/cost.js';
import type {Program} from '../program/program.js';
import {checkPrecision} from './check-precision.js';
import {firstNotFinite} from './first-not-finite.js';
import {readLayers, type LayerRelevance} from './layer-relevance.js';
import {classCount, topClasses} from './targets.js';

export interface PlanRunnerOptions {
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
  /** Whether targets may be `top`, the sample's strongest class: found on the way, without a pass of its own. @default false */
  readonly top?: boolean;
  /** T, how many targets of each sample a run explains. @default 1 */
  readonly targets?: number;
}

/** One plan's answer for a batch: row n·T + t is sample n explained for its target t. */
export interface PlanResult {
  /** [N·T,…] in the model's own layout. Unit: the target's score. */
  readonly relevance: Tensor;
  /** One a row; without layers where no ledger is kept. */
  readonly ledger: readonly LedgerSample[];
  /** Row by row; null unless asked for. */
  readonly layers: readonly (readonly LayerRelevance[])[] | null;
}

/** What one run gives: plain numbers, nothing to dispose. */
export interface BatchResult {
  /** [N,K] */
  readonly logits: Tensor;
  /** N lists of T: the classes explained. */
  readonly targets: readonly (readonly number[])[];
  /** In the order of the plans. */
  readonly plans: readonly PlanResult[];
}

/** A float32 output of a run. */
function floats(outputs: ReadonlyMap<string, RunOutput>, name: string): Tensor {
  const {shape, data} = outputs.get(name)!;
  return {shape, data: data as Float32Array};
}

/** A class, or the strongest one of the sample. */
export type RunTarget = number | 'top';

/** 1 at each row's target [N·T,K], and 1 for each row that asks for the strongest class [N·T,1]. */
function targetRows(
  targets: readonly (readonly RunTarget[])[],
  classes: number,
): {target: Tensor; top: Tensor} {
  const rows = targets.flat();
  const target = new Float32Array(rows.length * classes);
  const top = new Float32Array(rows.length);
  rows.forEach((wanted, row) => {
    if (wanted === 'top') top[row] = 1;
    else target[row * classes + wanted] = 1;
  });
  return {
    target: {shape: [rows.length, classes], data: target},
    top: {shape: [rows.length, 1], data: top},
  };
}

/**
 * Plans on a network compiled into one program and made ready on an engine. One run explains a batch for
 * T targets a sample under all plans over one primal pass. Dispose when done.
 */
export class PlanRunner {
  readonly graph: Graph;
  readonly plans: readonly Plan[];
  /** `onnx/cpu`, `tfjs/wasm`, … */
  readonly engine: string;
  /** T. */
  readonly targets: number;
  /** Milliseconds that compiling took, and that the engine took to make the program ready. */
  readonly milliseconds: {readonly compile: number; readonly prepare: number};
  readonly #engine: Engine;
  readonly #compiled: CompiledPlans;
  readonly #executable: Executable;
  readonly #top: boolean;
  #forward: Executable | null = null;

  private constructor(
    graph: Graph,
    plans: readonly Plan[],
    engine: Engine,
    compiled: CompiledPlans,
    executable: Executable,
    milliseconds: {readonly compile: number; readonly prepare: number},
  ) {
    this.graph = graph;
    this.plans = plans;
    this.engine = `${engine.name}/${engine.device}`;
    this.targets = compiled.program.targets;
    this.milliseconds = milliseconds;
    this.#engine = engine;
    this.#compiled = compiled;
    this.#executable = executable;
    this.#top = compiled.program.inputs.some(({name}) => name === 'top');
  }

  /**
   * Compiles plans on a graph for an engine.
   *
   * @param plans At least one.
   * @throws LrpError `engine/*`; `engine/precision` for an ε that the device cannot hold.
   */
  static async open(
    graph: Graph,
    plans: readonly Plan[],
    {engine: name = 'onnx', device, ...options}: PlanRunnerOptions = {},
  ): Promise<PlanRunner> {
    const engine = await openEngine(name, device);
    for (const plan of plans) checkPrecision(plan, engine);
    const started = performance.now();
    const compiled = compilePlans(graph, plans, options);
    const prepared = performance.now();
    const executable = await engine.prepare(compiled.program);
    const milliseconds = {compile: prepared - started, prepare: performance.now() - prepared};
    return new PlanRunner(graph, plans, engine, compiled, executable, milliseconds);
  }

  get program(): Program {
    return this.#compiled.program;
  }

  /** Cost of one sample with all its targets under all plans, in forward passes F, primal pass included. */
  get cost(): number {
    return costInForwardPasses(this.program, compileForward(this.graph));
  }

  /** Logits [N,K] of a batch [N,…] in the model's own layout. */
  async predict(batch: Tensor): Promise<Tensor> {
    this.#forward ??= await this.#engine.prepare(compileForward(this.graph));
    const outputs = await this.#forward.run(new Map([['input', this.#toGraph(batch)]]));
    return floats(outputs, 'logits');
  }

  /**
   * Explains a batch.
   *
   * @param batch   [N,…] in the model's own layout, checked by the caller.
   * @param wanted  N lists of T class indices, or `top` where the runner was opened for it.
   * @param first   Number of the batch's first sample among all, for messages. @default 0
   * @throws LrpError `explain/not-finite`, `engine/*`.
   */
  async run(
    batch: Tensor,
    wanted: readonly (readonly RunTarget[])[],
    first = 0,
  ): Promise<BatchResult> {
    const {target, top} = targetRows(wanted, classCount(this.graph));
    const inputs = new Map([
      ['input', this.#toGraph(batch)],
      ['target', target],
    ]);
    if (this.#top) inputs.set('top', top);
    const outputs = await this.#executable.run(inputs);
    const logits = floats(outputs, 'logits');
    const targets = this.#resolve(wanted, logits, outputs, first);
    const plans = this.#compiled.plans.map(({plan, relevance, accounts, layers}): PlanResult => {
      const result = this.#fromGraph(floats(outputs, relevance));
      this.#checkFinite(result, plan, first);
      return {
        relevance: result,
        ledger: buildLedgerSamples({graph: this.graph, plan, accounts, outputs, targets}),
        layers: layers.length === 0 ? null : readLayers(this.graph, layers, outputs),
      };
    });
    return {logits, targets, plans};
  }

  /** The classes explained. */
  #resolve(
    wanted: readonly (readonly RunTarget[])[],
    logits: Tensor,
    outputs: ReadonlyMap<string, RunOutput>,
    first: number,
  ): readonly (readonly number[])[] {
    if (!wanted.some(own => own.includes('top'))) return wanted as readonly (readonly number[])[];
    // Refuses scores that are not numbers.
    topClasses(logits, first);
    const strongest = topClasses(floats(outputs, 'strongest'));
    return wanted.map((own, sample) => own.map(one => (one === 'top' ? strongest[sample]! : one)));
  }

  async dispose(): Promise<void> {
    await this.#executable.dispose();
    await this.#forward?.dispose();
  }

  #checkFinite({shape, data}: Tensor, plan: Plan, first: number): void {
    const bad = firstNotFinite(data);
    if (bad < 0) return;
    const sample = first + Math.floor(bad / sizeOf(shape.slice(1)) / this.targets);
    throw new LrpError(
      'explain/not-finite',
      `plan "${plan.name}" gives ${data[bad]} for sample ${sample}: a denominator is (nearly) zero; use a larger stabiliser or epsilon`,
    );
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
