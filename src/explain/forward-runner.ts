import {toChannelsFirst} from '../data/layout.js';
import type {EngineName, Executable} from '../engine/engine.js';
import {openEngine} from '../engine/open-engine.js';
import type {Graph, Tensor} from '../graph/graph.js';
import {compileForward} from '../program/compile.js';
import type {Program} from '../program/program.js';

export interface ForwardRunnerOptions {
  /** @default 'onnx' */
  readonly engine?: EngineName;
  /** @default as for a `PlanRunner` */
  readonly device?: string;
}

/** A network's primal pass made ready on an engine, for scores without explanations. Dispose when done. */
export class ForwardRunner {
  readonly graph: Graph;
  readonly program: Program;
  /** `onnx/cpu`, `tfjs/wasm`, … */
  readonly engine: string;
  readonly #executable: Executable;

  private constructor(graph: Graph, program: Program, engine: string, executable: Executable) {
    this.graph = graph;
    this.program = program;
    this.engine = engine;
    this.#executable = executable;
  }

  /** @throws LrpError `engine/*`. */
  static async open(
    graph: Graph,
    {engine: name = 'onnx', device}: ForwardRunnerOptions = {},
  ): Promise<ForwardRunner> {
    const engine = await openEngine(name, device);
    const program = compileForward(graph);
    const executable = await engine.prepare(program);
    return new ForwardRunner(graph, program, `${engine.name}/${engine.device}`, executable);
  }

  /** Logits [N,K] of a batch [N,…] in the model's own layout, checked by the caller. @throws LrpError `engine/*`. */
  async run(batch: Tensor): Promise<Tensor> {
    const turns = this.graph.layout === 'channels-last' && batch.shape.length > 2;
    const input = turns ? toChannelsFirst(batch) : batch;
    const {shape, data} = (await this.#executable.run(new Map([['input', input]]))).get('logits')!;
    return {shape, data: data as Float32Array};
  }

  dispose(): Promise<void> {
    return this.#executable.dispose();
  }
}
