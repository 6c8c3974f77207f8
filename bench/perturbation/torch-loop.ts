import {join} from 'node:path';
import type {Graph, Tensor} from '../../src/graph/graph.js';
import {PythonSide} from '../torch/python-side.js';
import {writeFloats, writeForTorch} from '../torch/write-for-torch.js';

/** What both sides perturb. */
export interface PerturbedData {
  /** [N,C,H,W] */
  readonly pictures: Tensor;
  /** [N,M,H,W]: relevance by method, pooled over the channels. */
  readonly maps: Tensor;
  /** N classes. */
  readonly targets: readonly number[];
}

/** By picture, method and order (most relevant first, least relevant first): f at every step. */
export type LoopCurves = readonly (readonly (readonly (readonly number[])[])[])[];

export interface LoopRun {
  readonly ms: number;
  /** Milliseconds of processor time of all threads. */
  readonly processor: number;
  readonly curves: LoopCurves;
}

/** The image-by-image loop in torch, in a Python process. */
export class TorchLoop {
  readonly #python: PythonSide;
  readonly versions: {readonly torch: string; readonly threads: number};

  private constructor(python: PythonSide, versions: {torch: string; threads: number}) {
    this.#python = python;
    this.versions = versions;
  }

  /** Starts Python (`LRPLAB_PYTHON`, else `LRPLAB_TORCH`, else `python3`). @throws Error where it has no torch. */
  static async open(): Promise<TorchLoop> {
    const {LRPLAB_PYTHON, LRPLAB_TORCH} = process.env;
    const name = LRPLAB_PYTHON ?? LRPLAB_TORCH ?? 'python3';
    const python = new PythonSide(name, 'perturbation_side.py');
    try {
      return new TorchLoop(python, (await python.do('hello')) as never);
    } catch {
      python.close();
      throw new Error(
        `${name}: ${python.reason}; LRPLAB_PYTHON names a Python with torch and numpy`,
      );
    }
  }

  async load(graph: Graph, {pictures, maps, targets}: PerturbedData): Promise<void> {
    const {folder} = this.#python;
    writeForTorch(graph, folder);
    await this.#python.do('load', {folder});
    const files = {pictures: join(folder, 'pictures.f32'), maps: join(folder, 'maps.f32')};
    writeFloats(pictures, files.pictures);
    writeFloats(maps, files.maps);
    await this.#python.do('data', {
      ...{...files, shape: pictures.shape, methods: maps.shape[1], targets},
    });
  }

  async score(first: number, count: number, region: number, steps: number): Promise<LoopRun> {
    const answer = await this.#python.do('score', {first, count, region, steps});
    return answer as unknown as LoopRun;
  }

  /** Milliseconds of one forward pass of one picture. */
  async forward(): Promise<number> {
    return (await this.#python.do('forward'))['ms'] as number;
  }

  close(): void {
    this.#python.close();
  }
}
