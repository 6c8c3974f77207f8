import {takeTurns} from '../../explain/take-turns.js';
import {samplesPerRun} from '../../explain/batch-size.js';
import type {EngineName} from '../../engine/engine.js';
import type {Executable} from '../../engine/engine.js';
import {openEngine} from '../../engine/open-engine.js';
import {sizeOf, type Graph} from '../../graph/graph.js';
import {compileForward} from '../../program/compile.js';

export interface ForwardQueueOptions {
  readonly engine: EngineName;
  /** Null for the engine's usual one. */
  readonly device: string | null;
  /** Pictures of one run. @default as many as memory and patience allow, 32 at most */
  readonly batchSize?: number;
  readonly signal?: AbortSignal | null;
}

/**
 * Collects inputs of a network, whichever pictures and methods they belong to, and runs them in batches of one size: the
 * network alone, without any plan. Dispose when done.
 */
export class ForwardQueue {
  /** Inputs of one run. */
  readonly batchSize: number;
  readonly #executable: Executable;
  readonly #shape: readonly number[];
  readonly #buffer: Float32Array;
  readonly #signal: AbortSignal | null;
  #waiting: ((logits: Float32Array) => void)[] = [];

  private constructor(
    executable: Executable,
    shape: readonly number[],
    batchSize: number,
    signal: AbortSignal | null,
  ) {
    this.batchSize = batchSize;
    this.#executable = executable;
    this.#shape = shape;
    this.#buffer = new Float32Array(batchSize * sizeOf(shape));
    this.#signal = signal;
  }

  /** @throws LrpError `engine/*`. */
  static async open(
    graph: Graph,
    {engine: name, device, batchSize, signal = null}: ForwardQueueOptions,
  ): Promise<ForwardQueue> {
    const on = {engine: name, ...(device === null ? {} : {device})};
    const engine = await openEngine(name, on.device);
    const program = compileForward(graph);
    const samples = samplesPerRun(program, {
      ...on,
      ...(batchSize === undefined ? {} : {batchSize}),
    });
    const {shape} = graph.nodes[graph.input]!;
    return new ForwardQueue(await engine.prepare(program), shape, samples, signal);
  }

  /** Whether the next input needs a `flush` first. */
  get isFull(): boolean {
    return this.#waiting.length === this.batchSize;
  }

  /**
   * Adds an input; not to a full queue.
   *
   * @param input [C,H,W], copied.
   * @param done  Called with its logits [K] by the flush that runs it.
   */
  add(input: Float32Array, done: (logits: Float32Array) => void): void {
    this.#buffer.set(input, this.#waiting.length * input.length);
    this.#waiting.push(done);
  }

  /** Runs what waits. @throws LrpError `engine/*`; the signal's reason. */
  async flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    if (waiting.length === 0) return;
    await takeTurns();
    this.#signal?.throwIfAborted();
    const outputs = await this.#executable.run(
      new Map([
        [
          'input',
          {
            shape: [waiting.length, ...this.#shape],
            data: this.#buffer.subarray(0, waiting.length * sizeOf(this.#shape)),
          },
        ],
      ]),
    );
    const logits = outputs.get('logits')!.data as Float32Array;
    const classes = logits.length / waiting.length;
    waiting.forEach((done, row) => {
      done(logits.subarray(row * classes, (row + 1) * classes));
    });
  }

  async dispose(): Promise<void> {
    await this.#executable.dispose();
  }
}
