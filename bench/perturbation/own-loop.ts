import type {
  EvaluatedBatch,
  MeasureContext,
  MeasureRunner,
} from '../../src/evaluate/measure-runner.js';
import {openPerturbation} from '../../src/evaluate/perturbation/open-perturbation.js';
import {rows} from '../../src/explain/batch.js';
import type {Graph} from '../../src/graph/graph.js';
import type {LoopRun, PerturbedData} from './torch-loop.js';

/** The family `perturbation` as an evaluation runs it. */
export class OwnLoop {
  readonly #runner: MeasureRunner;
  readonly #data: PerturbedData;

  private constructor(runner: MeasureRunner, data: PerturbedData) {
    this.#runner = runner;
    this.#data = data;
  }

  static async open(
    graph: Graph,
    data: PerturbedData,
    region: number,
    steps: number,
  ): Promise<OwnLoop> {
    // All of a context that the family reads.
    const context = {graph, engine: 'onnx', device: 'cpu', seed: 1, signal: null};
    const given = {fill: 'blur', region, steps};
    return new OwnLoop(await openPerturbation(context as unknown as MeasureContext, given), data);
  }

  #batch(first: number, count: number): EvaluatedBatch {
    const {pictures, maps, targets} = this.#data;
    const methods = maps.shape[1]!;
    const area = maps.shape[2]! * maps.shape[3]!;
    const all = Array.from({length: count}, (_, row) => first + row);
    return {
      tasks: all.map(row => ({
        ...{key: `${row}`, id: `${row}`, image: '', className: '', mask: new Uint8Array(0)},
        target: targets[row]!,
      })),
      input: rows(pictures, first, first + count),
      logits: {shape: [0], data: new Float32Array(0)},
      maps: Array.from({length: methods}, () => maps),
      pooled: Array.from({length: methods}, (_, method) =>
        all.map(row => {
          const from = (row * methods + method) * area;
          return Float64Array.from(maps.data.subarray(from, from + area));
        }),
      ),
    };
  }

  async score(first: number, count: number): Promise<LoopRun> {
    const batch = this.#batch(first, count);
    const processor = process.cpuUsage();
    const begun = performance.now();
    await this.#runner.score(batch);
    const ms = performance.now() - begun;
    const {user, system} = process.cpuUsage(processor);
    const [most, least] = this.#runner.lastCurves!();
    const curves = batch.tasks.map((_, row) =>
      most!.map((own, method) => [own[row]!, least![method]![row]!]),
    );
    return {ms, processor: (user + system) / 1000, curves};
  }

  async dispose(): Promise<void> {
    await this.#runner.dispose();
  }
}
