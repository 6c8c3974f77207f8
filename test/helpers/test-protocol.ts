import type {TestFn} from 'ava';
import {JupyterClient, type KernelCommand} from './jupyter-client.js';
import type {LanguageSamples} from './language-samples.js';
import {protocolChecks} from './protocol-checks.js';

/** A kernel to check, with cells of one of its languages. */
export interface ProtocolTest {
  /** Begins every title. */
  readonly name: string;
  readonly command: KernelCommand;
  readonly samples: LanguageSamples;
}

/** Registers a test for each protocol check of which there is a sample; all share one kernel. */
export function testProtocol(test: TestFn, {name, command, samples}: ProtocolTest): void {
  const clients: JupyterClient[] = [];
  const fresh = async (): Promise<JupyterClient> => {
    const client = await JupyterClient.start(command);
    clients.push(client);
    return client;
  };
  let shared: Promise<JupyterClient> | undefined;
  for (const {title, needs, run} of protocolChecks) {
    if (needs !== undefined && samples[needs] === null) continue;
    test.serial(`${name}: ${title}`, async t => {
      shared ??= fresh();
      await run({t, client: await shared, samples, fresh});
    });
  }
  test.after.always(`${name}: ends`, async () => {
    await Promise.all(clients.map(client => client.close()));
  });
}
