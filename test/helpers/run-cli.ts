import {spawn} from 'node:child_process';
import {resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import type {Readable} from 'node:stream';

/** How a command ended. */
export interface CliOutcome {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Most memory it held, in MB; 0 where it could not say. */
  readonly megabytes: number;
}

export interface RunCliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Sends SIGINT as soon as something stands on stderr. */
  readonly interrupt?: boolean;
  /** Sends SIGINT as soon as this is so; asked every few milliseconds. */
  readonly interruptWhen?: () => boolean;
  /** Closes the pipe of stdout at once, as `… | head -0` does. */
  readonly deaf?: boolean;
}

const main = resolve('dist/src/cli/main.js');
const reportMemory = pathToFileURL(resolve('dist/test/helpers/report-memory.js')).href;

/** Lets two commands run at a time; tests start dozens. */
class Gate {
  #free = 2;
  readonly #waiting: (() => void)[] = [];

  async pass<Value>(run: () => Promise<Value>): Promise<Value> {
    if (this.#free === 0) await new Promise<void>(go => this.#waiting.push(go));
    else this.#free -= 1;
    try {
      return await run();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}

const gate = new Gate();

function start(args: readonly string[], options: RunCliOptions): Promise<CliOutcome> {
  const {cwd = process.cwd(), env = {}, interrupt = false, interruptWhen, deaf = false} = options;
  const child = spawn(process.execPath, ['--import', reportMemory, main, ...args], {
    cwd,
    env: {...process.env, ...env},
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const texts = ['', '', '', ''];
  for (const stream of [1, 2, 3]) {
    (child.stdio[stream] as Readable).setEncoding('utf8').on('data', (text: string) => {
      texts[stream] += text;
    });
  }
  if (deaf) child.stdout!.destroy();
  if (interrupt) child.stderr!.once('data', () => child.kill('SIGINT'));
  if (interruptWhen !== undefined) {
    const watch = setInterval(() => {
      if (!interruptWhen()) return;
      clearInterval(watch);
      child.kill('SIGINT');
    }, 3);
    child.once('close', () => clearInterval(watch));
  }
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code, signal) => {
      const megabytes = Number(texts[3]) / 1024;
      done({code, signal, stdout: texts[1]!, stderr: texts[2]!, megabytes});
    });
  });
}

/** Runs `lrplab` as its users do: as a program of its own. */
export function runCli(args: readonly string[], options: RunCliOptions = {}): Promise<CliOutcome> {
  return gate.pass(() => start(args, options));
}
