import type {JsonObject} from '../src/plot/figure.js';
import {createBroadcast, welcome} from './broadcast.js';
import type {CellEngine} from './cell-engine.js';
import {createCells} from './cells.js';
import {readConnectionFile} from './connection-file.js';
import {createHistory} from './history.js';
import {type KernelIdentity, kernelInfo} from './identity.js';
import {createLazyEngine} from './lazy-engine.js';
import {watchParent} from './parent-watch.js';
import {createProtocol} from './protocol.js';
import {type ChannelName, openSockets} from './sockets.js';
import {createStdin} from './stdin.js';
import {createWire, type Message} from './wire.js';

/** What a kernel is started with. */
export interface StartKernelOptions {
  /** Path of the file that the launcher wrote. */
  readonly connectionFile: string;
  /**
   * Makes the language of the cells; called when it is first needed, or soon after the first front end has been
   * greeted. Import what is heavy in here, so that the greeting does not wait for it.
   */
  readonly engine: () => CellEngine | Promise<CellEngine>;
  readonly identity: KernelIdentity;
  /** Ends the process. @default process.exit */
  readonly exit?: (code: number) => void;
}

/** From the first greeting to the loading of the engine, in milliseconds: time for what follows a greeting. */
const warmUpAfter = 30;

/**
 * Runs a Jupyter kernel in this process, until a front end shuts it down. Resolves once it listens.
 *
 * @throws LrpError `kernel/connection-file`, `kernel/signature-scheme`, `kernel/bind`.
 */
export async function startKernel(options: StartKernelOptions): Promise<void> {
  const {connectionFile, identity, exit = code => process.exit(code)} = options;
  const connection = readConnectionFile(connectionFile);
  const wire = createWire(connection.key, connection.signatureScheme);
  const engine = createLazyEngine(options.engine);
  const history = createHistory();
  const sockets = await openSockets(connection);
  const broadcast = createBroadcast(wire, frames => sockets.send('iopub', frames));
  const stdin = createStdin(wire, frames => sockets.send('stdin', frames), broadcast.flush);
  const cells = createCells({
    ...{engine, broadcast, history, stdin},
    reply: (request, content, metadata) =>
      reply('shell', request, 'execute_reply', content, metadata),
  });
  let warm = false;
  let ending = false;
  const protocol = createProtocol({
    ...{connection, info: kernelInfo(identity), engine, broadcast, cells, history},
    greeted() {
      if (warm) return;
      warm = true;
      // Where it fails, the first cell says so.
      setTimeout(() => void engine.get().catch(() => {}), warmUpAfter);
    },
    shutdown: () => void end(0),
  });

  function take(channel: ChannelName, frames: readonly Uint8Array[]): void {
    const message = wire.decode(frames);
    if (message === null || ending) return;
    if (channel === 'stdin') {
      if (message.type === 'input_reply') stdin.answer(message);
    } else if (channel === 'shell' && message.type === 'execute_request') {
      cells.run(message);
    } else {
      void protocol.handle(message, (type, content) => reply(channel, message, type, content));
    }
  }

  function subscription(topic: Uint8Array): void {
    welcome(wire, frames => sockets.send('iopub', frames), topic);
  }

  function reply(
    channel: ChannelName,
    {identities, header: parent}: Message,
    type: string,
    content: JsonObject,
    metadata: JsonObject = {},
  ): void {
    broadcast.flush();
    sockets.send(channel, wire.encode({identities, type, parent, content, metadata}));
  }

  async function end(code: number): Promise<void> {
    if (ending) return;
    ending = true;
    cells.interrupt();
    broadcast.flush();
    engine.loaded()?.close();
    await sockets.close();
    exit(code);
  }

  /** Nothing that a cell leaves behind may end the kernel. An engine that listens itself says it better. */
  function uncaught(thrown: unknown): void {
    if (process.listenerCount('uncaughtException') > 1) return;
    const text = thrown instanceof Error ? (thrown.stack ?? String(thrown)) : String(thrown);
    broadcast.stream(cells.newest()?.header ?? null, 'stderr', `Uncaught ${text}\n`);
  }

  process.on('SIGINT', cells.interrupt);
  process.on('SIGTERM', () => void end(0));
  process.on('uncaughtException', uncaught);
  process.on('unhandledRejection', uncaught);
  watchParent(() => void end(1));
  sockets.listen({request: take, subscription});
  broadcast.status('starting', null);
}
