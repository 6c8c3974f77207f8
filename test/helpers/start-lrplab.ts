import {fileURLToPath} from 'node:url';
import type {ExecutionContext} from 'ava';
import {JupyterClient, type KernelCommand} from './jupyter-client.js';

const program = fileURLToPath(new URL('../../kernel/main.js', import.meta.url));

/** Starts the lrplab kernel, as its kernelspec does. */
export const lrplabCommand: KernelCommand = {
  argv: [process.execPath, program, '--connection-file', '{connection_file}'],
};

/** A lrplab kernel for one test; it ends with the test. */
export async function startLrplab(
  t: ExecutionContext,
  {cwd}: {readonly cwd?: string} = {},
): Promise<JupyterClient> {
  const client = await JupyterClient.start(
    cwd === undefined ? lrplabCommand : {...lrplabCommand, cwd},
  );
  t.teardown(() => client.close());
  return client;
}
