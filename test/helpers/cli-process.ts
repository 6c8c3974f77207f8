import {fork, type ChildProcess} from 'node:child_process';
import {resolve} from 'node:path';
import type {CliOutcome, RunCliOptions} from './run-cli.js';

/** A command, where it runs and what its environment has besides. */
export interface CliCall {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** One process that carries out many commands: each costs its own work, not a start of the program. */
export interface CliProcess {
  /**
   * As `runCli`, one command after the other. What native libraries write past Node's streams is not caught;
   * `megabytes` is the most that the process has held so far.
   */
  readonly run: (
    args: readonly string[],
    options?: Pick<RunCliOptions, 'cwd' | 'env'>,
  ) => Promise<CliOutcome>;
  readonly close: () => void;
}

const program = resolve('dist/test/helpers/cli-process-program.js');

/** Opens a process for the commands of a test file, which starts with the first; close it after the last. */
export function openCliProcess(): CliProcess {
  let child: ChildProcess | null = null;
  let last: Promise<unknown> = Promise.resolve();
  const carryOut = (call: CliCall): Promise<CliOutcome> => {
    child ??= fork(program, {execArgv: []});
    const process = child;
    return new Promise((done, fail) => {
      const ended = (code: number | null, signal: string | null): void =>
        fail(new Error(`the process ended with ${code ?? signal} at: ${call.args.join(' ')}`));
      process.once('exit', ended);
      process.once('message', outcome => {
        process.off('exit', ended);
        done(outcome as CliOutcome);
      });
      process.send(call);
    });
  };
  return {
    run(args, {cwd = process.cwd(), env = {}} = {}) {
      const outcome = last.then(() => carryOut({args, cwd, env}));
      last = outcome.catch(() => {});
      return outcome;
    },
    close: () => void child?.kill('SIGKILL'),
  };
}
