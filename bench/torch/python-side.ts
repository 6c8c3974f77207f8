import {spawn, type ChildProcess} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface, type Interface} from 'node:readline';
import {packageFolder} from '../package-folder.js';

export type Answer = Readonly<Record<string, unknown>>;

/** A Python script of bench/ that takes one command at a time, JSON in a line, and answers each with one. */
export class PythonSide {
  /** For files that both sides read; removed at the end. */
  readonly folder: string = mkdtempSync(join(tmpdir(), 'lrplab-bench-'));
  readonly #script: string;
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  #waiting: ((answer: Answer | null) => void) | null = null;
  #complaint = '';

  /** @param script Path in bench/. */
  constructor(python: string, script: string) {
    this.#script = script;
    this.#child = spawn(python, ['-u', join(packageFolder(), 'bench', script)], {
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

  /** What Python last complained of. */
  get reason(): string {
    const reason = this.#complaint.trim().split('\n').at(-1) ?? '';
    return reason === '' ? 'could not be started' : reason;
  }

  #answer(answer: Answer | null): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.(answer);
  }

  /** Has a command done. @throws Error with what Python says. */
  async do(name: string, more: Answer = {}): Promise<Answer> {
    const answer = await new Promise<Answer | null>(resolve => {
      if (this.#child.exitCode !== null || this.#child.pid === undefined) resolve(null);
      this.#waiting = resolve;
      this.#child.stdin!.write(`${JSON.stringify({do: name, ...more})}\n`);
    });
    if (answer === null) throw new Error(`${this.#script} ended\n${this.#complaint}`);
    if (answer['error'] !== undefined)
      throw new Error(`${this.#script} ${name}: ${answer['error']}`);
    return answer;
  }

  /** Ends Python at once and removes the folder. */
  close(): void {
    // Killing a process that never started would kill process 0, that is this one and all of its group.
    if (this.#child.pid !== undefined) this.#child.kill('SIGKILL');
    this.#lines.close();
    rmSync(this.folder, {recursive: true, force: true});
  }
}
