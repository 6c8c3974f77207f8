import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Graph, Tensor} from '../../src/graph/graph.js';
import type {Plan} from '../../src/plan/plan.js';
import {PythonSide} from './python-side.js';
import {rulesForTorch} from './rules-for-torch.js';
import {writeFloats, writeForTorch} from './write-for-torch.js';

/** What runs on the other side. */
export interface TorchVersions {
  readonly torch: string;
  readonly zennit: string;
  readonly threads: number;
}

/** Torch and zennit in a Python process that lives as long as the benchmark and takes one command at a time. */
export class TorchSide {
  readonly #python: PythonSide;
  versions: TorchVersions = {torch: '', zennit: '', threads: 0};

  private constructor(python: string) {
    this.#python = new PythonSide(python, 'torch_side.py');
  }

  /**
   * Starts Python (`LRPLAB_PYTHON`, default `python3`).
   *
   * @returns The side, or why there is none: no Python, no torch, no zennit.
   */
  static async open(): Promise<TorchSide | string> {
    const python = process.env['LRPLAB_PYTHON'] ?? 'python3';
    const side = new TorchSide(python);
    try {
      side.versions = (await side.#python.do('hello')) as unknown as TorchVersions;
      return side;
    } catch {
      side.close();
      return `${python}: ${side.#python.reason}`;
    }
  }

  /** Builds the network. Returns how many parameters it has there. */
  async load(graph: Graph): Promise<number> {
    const {folder} = this.#python;
    writeForTorch(graph, folder);
    return (await this.#python.do('load', {folder}))['parameters'] as number;
  }

  async input(input: Tensor): Promise<void> {
    const file = join(this.#python.folder, 'input.f32');
    writeFloats(input, file);
    await this.#python.do('input', {file, shape: input.shape});
  }

  async plan(plan: Plan, graph: Graph): Promise<void> {
    await this.#python.do('plan', {rules: rulesForTorch(plan, graph), start: plan.start});
  }

  /** Milliseconds of one forward pass. */
  async forward(): Promise<number> {
    return (await this.#python.do('forward'))['ms'] as number;
  }

  /** Milliseconds of one explanation of every sample for each of its targets, over one forward pass. */
  async explain(targets: readonly (readonly number[])[]): Promise<number> {
    return (await this.#python.do('explain', {targets}))['ms'] as number;
  }

  /** The relevance of the last explanation, row n·T + t for target t of sample n. */
  async relevance(): Promise<Float32Array> {
    const file = join(this.#python.folder, 'relevance.f32');
    await this.#python.do('save', {file});
    const bytes = readFileSync(file);
    return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  }

  /** Resident memory of the process now, in bytes; the peak counts from now on. */
  async loaded(): Promise<number> {
    return (await this.#python.do('loaded'))['bytes'] as number;
  }

  /** The highest resident memory since `loaded`, in bytes. */
  async peak(): Promise<number> {
    return (await this.#python.do('peak'))['bytes'] as number;
  }

  /** Ends Python at once and removes its files. */
  close(): void {
    this.#python.close();
  }
}
