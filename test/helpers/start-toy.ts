import {fileURLToPath} from 'node:url';
import type {ExecutionContext} from 'ava';
import {JupyterClient, type KernelCommand} from './jupyter-client.js';

const program = fileURLToPath(new URL('./fake-kernel.js', import.meta.url));

/** Starts the kernel with the toy language. */
export const toyCommand: KernelCommand = {
  argv: [process.execPath, program, '{connection_file}'],
};

/** A kernel with the toy language for one test; it ends with the test. `mode` as in `fake-kernel.ts`. */
export async function startToy(t: ExecutionContext, ...mode: string[]): Promise<JupyterClient> {
  const client = await JupyterClient.start({argv: [...toyCommand.argv, ...mode]});
  t.teardown(() => client.close());
  return client;
}
