import {spawn, type ChildProcess} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface, type Interface} from 'node:readline';
import type {Graph, Tensor} from '../../src/graph/graph.js';
import type {Plan} from '../../src/plan/plan.js';
import {packageFolder} from '../package-folder.js';
import {rulesForTorch} from './rules-for-torch.js';
import {writeFloats, writeForTorch} from './write-for-torch.js';

type Answer = Readonly<Record<string, unknown>>;

/** What runs on the other side. */
export interface TorchVersions {
  readonly torch: string;
  readonly zennit: string;
  readonly threads: number;
}

/** Torch and zennit in a Python process that lives as long as the benchmark and takes one command at a time. */
export class TorchSide {
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  readonly #folder: string = mkdtempSync(join(tmpdir(), 'lrplab-bench-'));
  #waiting: ((answer: Answer | null) => void) | null = null;
  #complaint = '';
  versions: TorchVersions = {torch: '', zennit: '', threads: 0};

  private constructor(python: string) {
    this.#child = spawn(python, ['-u', join(packageFolder(), 'bench', 'torch_side.py')], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#lines = createInterface({input: this.#child.stdout!});
    this.#lines.on('line', line => this.#answer(JSON.parse(line) as Answer));
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-2000);
    });
    this.#child.on('error', () => this.#answer(null));
    this.#child.on('close', () => this.#answer(null));
    this.#child.stdin!.on('error', () => this.#answer(null));
  }

  #answer(answer: Answer | null): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.(answer);
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
      side.versions = (await side.#do('hello')) as unknown as TorchVersions;
      return side;
    } catch {
      side.close();
      const reason = side.#complaint.trim().split('\n').at(-1) ?? '';
      return `${python}: ${reason === '' ? 'could not be started' : reason}`;
    }
  }

  async #do(name: string, more: Answer = {}): Promise<Answer> {
    const answer = await new Promise<Answer | null>(resolve => {
      if (this.#child.exitCode !== null || this.#child.pid === undefined) resolve(null);
      this.#waiting = resolve;
      this.#child.stdin!.write(`${JSON.stringify({do: name, ...more})}\n`);
    });
    if (answer === null) throw new Error(`torch_side.py ended\n${this.#complaint}`);
    if (answer['error'] !== undefined) throw new Error(`torch_side.py ${name}: ${answer['error']}`);
    return answer;
  }

  /** Builds the network. Returns how many parameters it has there. */
  async load(graph: Graph): Promise<number> {
    writeForTorch(graph, this.#folder);
    return (await this.#do('load', {folder: this.#folder}))['parameters'] as number;
  }

  async input(input: Tensor): Promise<void> {
    const file = join(this.#folder, 'input.f32');
    writeFloats(input, file);
    await this.#do('input', {file, shape: input.shape});
  }

  async plan(plan: Plan, graph: Graph): Promise<void> {
    await this.#do('plan', {rules: rulesForTorch(plan, graph), start: plan.start});
  }

  /** Milliseconds of one forward pass. */
  async forward(): Promise<number> {
    return (await this.#do('forward'))['ms'] as number;
  }

  /** Milliseconds of one explanation of every sample for each of its targets, over one forward pass. */
  async explain(targets: readonly (readonly number[])[]): Promise<number> {
    return (await this.#do('explain', {targets}))['ms'] as number;
  }

  /** The relevance of the last explanation, row n·T + t for target t of sample n. */
  async relevance(): Promise<Float32Array> {
    const file = join(this.#folder, 'relevance.f32');
    await this.#do('save', {file});
    const bytes = readFileSync(file);
    return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  }

  /** Resident memory of the process now, in bytes; the peak counts from now on. */
  async loaded(): Promise<number> {
    return (await this.#do('loaded'))['bytes'] as number;
  }

  /** The highest resident memory since `loaded`, in bytes. */
  async peak(): Promise<number> {
    return (await this.#do('peak'))['bytes'] as number;
  }

  /** Ends Python at once and removes its files. */
  close(): void {
    // Killing a process that never started would kill process 0, that is this one and all of its group.
    if (this.#child.pid !== undefined) this.#child.kill('SIGKILL');
    this.#lines.close();
    rmSync(this.#folder, {recursive: true, force: true});
  }
}
