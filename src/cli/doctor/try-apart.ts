import {fork} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import type {EngineName} from '../../engine/engine.js';
import type {DeviceTrial} from './device-trial.js';

export interface TryApartOptions {
  /** Ends the trial; the call then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** Milliseconds after which a device counts as stuck. @default 60000 */
  readonly limit?: number;
  /** The program that tries, for tests. @default trial-program.js */
  readonly program?: string;
}

/** The last thing that a library said, for a process that died. */
function lastWords(text: string): string {
  const line = text.trim().split('\n').at(-1)?.trim() ?? '';
  return line === '' ? '' : `: ${line.slice(0, 200)}`;
}

/** What the loaders of graphics libraries say when one is not on this machine. */
function addHint(trial: DeviceTrial, said: string): DeviceTrial {
  const library = /(lib[\w.+-]+\.so[\w.]*): cannot open shared object file/.exec(said)?.[1];
  return trial.works || library === undefined || trial.what.includes(library)
    ? trial
    : {...trial, what: `${trial.what} (${library} is not on this machine)`};
}

/**
 * Tries a device in a process of its own, so that a driver that crashes, hangs or chats does not take this one
 * along.
 */
export function tryApart(
  name: EngineName,
  device: string,
  {
    signal,
    limit = 60_000,
    program = fileURLToPath(new URL('trial-program.js', import.meta.url)),
  }: TryApartOptions = {},
): Promise<DeviceTrial> {
  return new Promise((answer, fail) => {
    signal?.throwIfAborted();
    const child = fork(program, [name, device], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
    });
    let [said, isLate] = ['', false];
    let trial: DeviceTrial | null = null;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, limit);
    const stop = (): void => void child.kill('SIGKILL');
    signal?.addEventListener('abort', stop, {once: true});
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4000);
    });
    child.once('message', message => {
      trial = message as DeviceTrial;
    });
    child.once('error', fail);
    child.once('close', (code, killedBy) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      if (signal?.aborted === true) return fail(signal.reason as Error);
      if (trial !== null) return answer(addHint(trial, said));
      const what = isLate
        ? `no answer within ${limit / 1000} s; its driver is stuck`
        : `its process ended with ${killedBy ?? `code ${code}`}${lastWords(said)}`;
      answer({works: false, what, add: null});
    });
  });
}
