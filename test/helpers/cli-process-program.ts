import {runCommandLine} from '../../src/cli/command-line.js';
import {processConsole} from '../../src/cli/console.js';
import type {CliCall} from './cli-process.js';
import type {CliOutcome} from './run-cli.js';

// Carries out one command after the other that it is told of, and answers with what each wrote and how it ended.

const texts = {stdout: '', stderr: ''};
for (const name of ['stdout', 'stderr'] as const) {
  const write = (chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
    texts[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    const done = rest.at(-1);
    if (typeof done === 'function') done();
    return true;
  };
  process[name].write = write as typeof process.stdout.write;
}
// Every command listens for Ctrl-C.
process.setMaxListeners(0);

async function carryOut({args, cwd, env}: CliCall): Promise<CliOutcome> {
  const before = {...process.env};
  process.chdir(cwd);
  Object.assign(process.env, env);
  process.exitCode = 0;
  texts.stdout = texts.stderr = '';
  const code = await runCommandLine(args, processConsole());
  process.exitCode = 0;
  for (const name of Object.keys(env)) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
  const megabytes = process.resourceUsage().maxRSS / 1024;
  return {code, signal: null, ...texts, megabytes};
}

process.on('message', (call: CliCall) => {
  carryOut(call).then(
    outcome => process.send!(outcome),
    error => {
      throw error;
    },
  );
});
