import {spawn} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Dealer} from 'zeromq';
import type {JsonObject} from '../../src/plot/figure.js';
import {createWire} from '../wire.js';
import {freePorts} from './free-ports.js';

/** How a kernel answered. */
export interface KernelAnswer {
  readonly implementation: string;
  /** From the start of the process to its answer. */
  readonly milliseconds: number;
}

const scheme = 'hmac-sha256';
const channels = ['shell', 'iopub', 'stdin', 'control', 'hb'] as const;

/**
 * Starts a kernel as Jupyter would, asks it who it is, and ends it.
 *
 * @param argv As in a kernelspec, with `{connection_file}`.
 * @throws Error with the kernel's own words where it ends, or says nothing for so many milliseconds.
 */
export async function tryKernel(
  argv: readonly string[],
  {patience = 60_000}: {readonly patience?: number} = {},
): Promise<KernelAnswer> {
  const zeromq = await import('zeromq');
  const folder = await mkdtemp(join(tmpdir(), 'lrplab-kernel-'));
  try {
    const ports = await freePorts(channels.length);
    const key = randomUUID();
    const file = join(folder, 'connection.json');
    await writeFile(
      file,
      JSON.stringify({
        transport: 'tcp',
        ip: '127.0.0.1',
        key,
        signature_scheme: scheme,
        ...Object.fromEntries(channels.map((name, index) => [`${name}_port`, ports[index]])),
      }),
      {mode: 0o600},
    );
    const [program, ...args] = argv.map(part => part.replaceAll('{connection_file}', file));
    if (program === undefined) throw new Error('the kernelspec names no program');
    const started = performance.now();
    const child = spawn(program, args, {cwd: folder, stdio: ['ignore', 'ignore', 'pipe']});
    let words = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-2000);
    });
    const ended = new Promise<never>((_, fail) => {
      child.once('error', fail);
      child.once('close', (code, signal) =>
        fail(
          new Error(
            `it ended with ${signal ?? code}${words === '' ? '' : `: ${tellingLine(words)}`}`,
          ),
        ),
      );
    });
    const wire = createWire(key, scheme);
    const request = (type: string, content: JsonObject = {}): Uint8Array[] =>
      wire.encode({identities: [], type, parent: null, content});
    const socket = (): Dealer => new zeromq.Dealer({linger: 0, receiveTimeout: patience});
    const [shell, control] = [socket(), socket()];
    try {
      shell.connect(`tcp://127.0.0.1:${ports[0]}`);
      control.connect(`tcp://127.0.0.1:${ports[3]}`);
      await shell.send(request('kernel_info_request'));
      const reply = await Promise.race([shell.receive().catch(silent(patience)), ended]);
      const milliseconds = Math.round(performance.now() - started);
      const implementation = wire.decode(reply)?.content['implementation'];
      await control.send(request('shutdown_request', {restart: false}));
      await Promise.race([ended, new Promise(done => setTimeout(done, 3000).unref())]).catch(
        () => {},
      );
      return {
        implementation: typeof implementation === 'string' ? implementation : 'unnamed',
        milliseconds,
      };
    } finally {
      shell.close();
      control.close();
      child.kill('SIGKILL');
      ended.catch(() => {});
    }
  } finally {
    await rm(folder, {recursive: true, force: true}).catch(() => {});
  }
}

/** Of what a failing program said, the line that says why. */
function tellingLine(words: string): string {
  const lines = words
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
  return (lines.find(line => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? '').slice(0, 300);
}

function silent(patience: number): () => never {
  return () => {
    throw new Error(`it said nothing for ${patience / 1000} s`);
  };
}
