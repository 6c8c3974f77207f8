import {spawn} from 'node:child_process';

/** A program to run, and what is to become of what it prints. */
export interface ToolRun {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Hears all that it prints, on either stream, as it comes. */
  readonly onOutput?: (text: string) => void;
}

/** How a program ended. */
export interface ToolOutcome {
  /** Null where a signal ended it, or it could not be started. */
  readonly code: number | null;
  readonly stdout: string;
  /** The end of all it printed; why it could not be started. */
  readonly output: string;
}

/** Characters kept of what a program prints. */
const kept = 100_000;

/** Milliseconds a program has to end when it is asked to. */
const grace = 3000;

/**
 * Runs a program to its end. When `signal` aborts, or this process exits, the program is ended with all
 * that it has started; it is gone when the promise settles.
 *
 * @throws The signal's reason where it has aborted.
 */
export async function runTool(run: ToolRun): Promise<ToolOutcome> {
  const {command, args, cwd, env, signal, onOutput} = run;
  signal.throwIfAborted();
  // A group of its own: npm and make start programs that outlive them.
  const child = spawn(command, args, {cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe']});
  const end = (how: NodeJS.Signals): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, how);
    } catch {
      // All of them have ended already.
    }
  };
  let [stdout, output] = ['', ''];
  const hear = (text: string): void => {
    output = (output + text).slice(-kept);
    onOutput?.(text);
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout = (stdout + text).slice(-kept);
    hear(text);
  });
  child.stderr.setEncoding('utf8').on('data', hear);
  const atExit = (): void => end('SIGKILL');
  let killer: NodeJS.Timeout | undefined;
  const atAbort = (): void => {
    end('SIGTERM');
    killer = setTimeout(() => end('SIGKILL'), grace);
  };
  process.once('exit', atExit);
  signal.addEventListener('abort', atAbort, {once: true});
  try {
    const code = await new Promise<number | null>(done => {
      child.once('error', error => {
        hear(error.message);
        done(null);
      });
      child.once('close', done);
    });
    signal.throwIfAborted();
    return {code, stdout, output};
  } finally {
    clearTimeout(killer);
    process.off('exit', atExit);
    signal.removeEventListener('abort', atAbort);
    if (signal.aborted) end('SIGKILL');
  }
}

/** The last lines that say something, for messages. */
export function lastLines(output: string, count = 12): string {
  const lines = output
    .split(/\r?\n/)
    .map(line => line.trimEnd())
    .filter(line => line !== '');
  return lines.slice(-count).join('\n');
}
