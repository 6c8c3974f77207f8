import {toChannelsFirst} from '../data/layout.js';
import type {EngineName, Executable} from '../engine/engine.js';
import {openEngine} from '../engine/open-engine.js';
import {checkPrecision} from '../explain/check-precision.js';
import {samplesPerRun} from '../explain/batch-size.js';
import {classCount, topClasses} from '../explain/targets.js';
import {sizeOf, type Graph, type Tensor} from '../graph/graph.js';
import type {Plan} from '../plan/plan.js';
import {compilePlans} from '../program/compile.js';

/** What runs the network. */
export interface RunOn {
  /** @default 'onnx' */
  readonly engine?: EngineName;
  /** @default as `explain` */
  readonly device?: string;
}

/** What is read back of a run. */
export interface LayerRunnerOptions extends RunOn {
  /** Ids of nodes whose values are wanted. */
  readonly values: readonly number[];
  /** Ids of nodes of which the relevance that arrives at their output is wanted. */
  readonly relevance: readonly number[];
}

/** A batch explained, with what was asked for of its layers: plain numbers, channels first. */
export interface LayerRun {
  /** Class explained, one a sample. */
  readonly targets: readonly number[];
  /** Value of a node for a sample, row-major. */
  readonly value: (node: number, sample: number) => Float32Array;
  /** Relevance at a node's output for a sample. Unit: the target's score. */
  readonly relevance: (node: number, sample: number) => Float32Array;
}

/** A plan on a network whose layers' values and relevance are read back whole. Dispose when done. */
export class LayerRunner {
  /** `onnx/cpu`, … */
  readonly engine: string;
  /** Samples of one run at most, by memory and patience. */
  readonly batchSize: number;
  readonly #graph: Graph;
  readonly #executable: Executable;

  private constructor(graph: Graph, engine: string, batchSize: number, executable: Executable) {
    this.#graph = graph;
    this.engine = engine;
    this.batchSize = batchSize;
    this.#executable = executable;
  }

  /** @throws LrpError `engine/*`. */
  static async open(
    graph: Graph,
    plan: Plan,
    {engine: name = 'onnx', device, values, relevance}: LayerRunnerOptions,
  ): Promise<LayerRunner> {
    const engine = await openEngine(name, device);
    checkPrecision(plan, engine);
    const {program} = compilePlans(graph, [plan], {
      ...{ledger: false, top: true, layers: relevance, values},
    });
    const batchSize = samplesPerRun(program, {engine: name, device: engine.device});
    const executable = await engine.prepare(program);
    return new LayerRunner(graph, `${engine.name}/${engine.device}`, batchSize, executable);
  }

  /**
   * Explains a batch, one class a sample.
   *
   * @param batch   [N,…] in the model's own layout.
   * @param targets One a sample; `top` is its strongest class.
   * @throws LrpError `explain/not-finite`, `engine/*`.
   */
  async run(batch: Tensor, targets: readonly (number | 'top')[]): Promise<LayerRun> {
    const classes = classCount(this.#graph);
    const target = new Float32Array(targets.length * classes);
    const top = new Float32Array(targets.length);
    targets.forEach((wanted, row) => {
      if (wanted === 'top') top[row] = 1;
      else target[row * classes + wanted] = 1;
    });
    const isLast = this.#graph.layout === 'channels-last' && batch.shape.length > 2;
    const outputs = await this.#executable.run(
      new Map<string, Tensor>([
        ['input', isLast ? toChannelsFirst(batch) : batch],
        ['target', {shape: [targets.length, classes], data: target}],
        ['top', {shape: [targets.length, 1], data: top}],
      ]),
    );
    const part = (name: string, node: number, sample: number): Float32Array => {
      const size = sizeOf(this.#graph.nodes[node]!.shape);
      const data = outputs.get(name)!.data as Float32Array;
      return data.subarray(sample * size, (sample + 1) * size);
    };
    const logits = outputs.get('logits')!;
    const strongest = topClasses({shape: logits.shape, data: logits.data as Float32Array});
    return {
      targets: targets.map((wanted, row) => (wanted === 'top' ? strongest[row]! : wanted)),
      value: (node, sample) => part(`value.${node}`, node, sample),
      relevance: (node, sample) => part(`layer.${node}`, node, sample),
    };
  }

  async dispose(): Promise<void> {
    await this.#executable.dispose();
  }
}
