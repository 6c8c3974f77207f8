import type {EngineName} from '../../engine/engine.js';
import {LrpError} from '../../errors/lrp-error.js';
import {modelInputShape} from '../../explain/batch.js';
import {samplesPerRun} from '../../explain/batch-size.js';
import {ForwardRunner} from '../../explain/forward-runner.js';
import {PlanRunner} from '../../explain/plan-runner.js';
import {takeTurns} from '../../explain/take-turns.js';
import {type Graph, sizeOf, type Tensor} from '../../graph/graph.js';
import type {Plan} from '../../plan/plan.js';
import {findPreset} from '../../plan/presets.js';
import {resolvePlan} from '../../plan/resolve.js';

/** Inputs for a network, however many; each is written when its turn comes. */
export interface RowSource {
  readonly count: number;
  /** Writes a row in the model's own layout, shaped as one sample. */
  write(row: number, into: Float32Array): void;
}

export interface NetworkRowsOptions {
  readonly engine: EngineName;
  readonly device: string | null;
  /** Bytes that one run may take. @default a quarter of what is free */
  readonly memory?: number;
  /** Stops between two runs: the call then throws the signal's reason. */
  readonly signal?: AbortSignal | null;
  /** Whether gradients are asked for. */
  readonly gradients: boolean;
  /** Whether scores are asked for. */
  readonly scores: boolean;
}

/** The plan of plain gradients on a network. @throws LrpError as the plan's own diagnostic says. */
export function gradientPlan(graph: Graph): Plan {
  const resolved = resolvePlan(findPreset('Gradient')!, graph);
  if (resolved.ok) return resolved.value;
  const [first] = resolved.diagnostics;
  throw new LrpError(first!.code, first!.message);
}

/** Runs a network on any number of rows, in pieces that fit into memory. Dispose when done. */
export class NetworkRows {
  /** `onnx/cpu`, …; null where nothing is asked for, so nothing is open. */
  readonly engine: string | null;
  readonly #shape: readonly number[];
  readonly #forward: ForwardRunner | null;
  readonly #gradient: PlanRunner | null;
  readonly #options: NetworkRowsOptions;

  private constructor(
    graph: Graph,
    forward: ForwardRunner | null,
    gradient: PlanRunner | null,
    options: NetworkRowsOptions,
  ) {
    this.#shape = modelInputShape(graph);
    this.engine = (forward ?? gradient)?.engine ?? null;
    this.#forward = forward;
    this.#gradient = gradient;
    this.#options = options;
  }

  /** @throws LrpError `engine/*`; `rule/*` where a layer has no gradient. */
  static async open(graph: Graph, options: NetworkRowsOptions): Promise<NetworkRows> {
    const {engine, device, gradients, scores} = options;
    const on = {engine, ...(device === null ? {} : {device})};
    const plan = gradients ? gradientPlan(graph) : null;
    const forward = scores ? await ForwardRunner.open(graph, on) : null;
    try {
      const runner =
        plan === null ? null : await PlanRunner.open(graph, [plan], {...on, ledger: false});
      return new NetworkRows(graph, forward, runner, options);
    } catch (error) {
      await forward?.dispose();
      throw error;
    }
  }

  /**
   * Gradients of a class's score with respect to each row's input.
   *
   * @param target Class index of a row.
   * @param take   Gets each gradient in turn, in the model's own layout; valid during the call only.
   * @throws LrpError `explain/not-finite`, `engine/*`; the signal's reason.
   */
  async gradients(
    source: RowSource,
    target: (row: number) => number,
    take: (row: number, gradient: Float32Array) => void,
  ): Promise<void> {
    const runner = this.#gradient!;
    await this.#inPieces(source, this.#rowsOf(runner), take, async (piece, from) => {
      const targets = Array.from({length: piece.shape[0]!}, (_, row) => [target(from + row)]);
      return (await runner.run(piece, targets)).plans[0]!.relevance;
    });
  }

  /**
   * Scores of each row's input.
   *
   * @param take Gets each row's logits [K] in turn; valid during the call only.
   * @throws LrpError `engine/*`; the signal's reason.
   */
  async scores(
    source: RowSource,
    take: (row: number, logits: Float32Array) => void,
  ): Promise<void> {
    const forward = this.#forward!;
    await this.#inPieces(source, this.#rowsOf(forward), take, piece => forward.run(piece));
  }

  /** Logits [N,K] of a batch [N,…] in the model's own layout. */
  predict(batch: Tensor): Promise<Tensor> {
    return this.#forward!.run(batch);
  }

  async dispose(): Promise<void> {
    await this.#forward?.dispose();
    await this.#gradient?.dispose();
  }

  #rowsOf({program}: ForwardRunner | PlanRunner): number {
    const {engine, device, memory} = this.#options;
    return samplesPerRun(program, {
      ...{engine, ...(device === null ? {} : {device})},
      ...(memory === undefined ? {} : {memory}),
    });
  }

  async #inPieces(
    {count, write}: RowSource,
    most: number,
    take: (row: number, answer: Float32Array) => void,
    run: (piece: Tensor, from: number) => Promise<Tensor>,
  ): Promise<void> {
    const size = sizeOf(this.#shape);
    for (let from = 0; from < count; from += most) {
      await takeTurns();
      this.#options.signal?.throwIfAborted();
      const rows = Math.min(most, count - from);
      const data = new Float32Array(rows * size);
      for (let row = 0; row < rows; row += 1)
        write(from + row, data.subarray(row * size, (row + 1) * size));
      const {data: answers} = await run({shape: [rows, ...this.#shape], data}, from);
      const width = answers.length / rows;
      for (let row = 0; row < rows; row += 1)
        take(from + row, answers.subarray(row * width, (row + 1) * width));
    }
  }
}
