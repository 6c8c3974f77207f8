import {Router, XPublisher} from 'zeromq';
import {LrpError} from '../src/errors/lrp-error.js';
import {type Connection, endpoint} from './connection-file.js';
import {type Heartbeat, startHeartbeat} from './heartbeat.js';
import {createSendQueue, type SendQueue} from './send-queue.js';
import {largestMessage} from './wire.js';

/** The channels on which requests come. */
export type ChannelName = 'shell' | 'control' | 'stdin';

/** What the sockets say. */
export interface SocketEvents {
  readonly request: (channel: ChannelName, frames: readonly Uint8Array[]) => void;
  /** A front end began to listen to a topic of the broadcasts; empty is all of them. */
  readonly subscription: (topic: Uint8Array) => void;
}

/** The five open sockets of a kernel. */
export interface Sockets {
  /** Begins to take what comes; once. */
  listen(events: SocketEvents): void;
  readonly send: (channel: ChannelName | 'iopub', frames: Uint8Array[]) => void;
  /** Lets what was sent go out, and closes all. */
  close(): Promise<void>;
}

/** Time that a closed socket keeps trying to deliver, in milliseconds. */
const linger = 1000;
/** Time that the last messages get before the process may end, in milliseconds. */
const delivery = 150;
/** No front end needs a longer topic. */
const longestTopic = 256;

/**
 * Binds the sockets of a connection, at its address only.
 *
 * @throws LrpError `kernel/bind` where an address cannot be had.
 */
export async function openSockets(connection: Connection): Promise<Sockets> {
  const {ports} = connection;
  const heartbeat = startHeartbeat(endpoint(connection, ports.heartbeat));
  const ipv6 = connection.ip.includes(':');
  const router = (): Router =>
    new Router({
      // A front end that comes back under its old name gets its place again.
      ...{handover: true, sendHighWaterMark: 0, receiveHighWaterMark: 0},
      ...{linger, ipv6, maxMessageSize: largestMessage},
    });
  const iopub = new XPublisher({
    // No output is dropped, and every front end is welcomed, not only the first.
    ...{sendHighWaterMark: 0, verbosity: 'allSubs' as const},
    ...{linger, ipv6, maxMessageSize: longestTopic + 1},
  });
  const routers = {shell: router(), control: router(), stdin: router()};
  const all = {...routers, iopub};
  await bindAll(all, heartbeat, connection);

  const queues: {readonly [name in keyof typeof all]: SendQueue} = {
    shell: createSendQueue(routers.shell),
    control: createSendQueue(routers.control),
    stdin: createSendQueue(routers.stdin),
    iopub: createSendQueue(iopub),
  };
  return {
    listen(events) {
      for (const name of ['shell', 'control', 'stdin'] as const) {
        void receiveAll(routers[name], frames => events.request(name, frames));
      }
      void receiveAll(iopub, ([frame]) => {
        if (frame?.[0] === 1) events.subscription(frame.subarray(1));
      });
    },
    send: (channel, frames) => queues[channel].push(frames),
    async close() {
      await Promise.all(Object.values(queues).map(queue => queue.drained()));
      await heartbeat.close();
      for (const socket of Object.values(all)) socket.close();
      // A thread of ZeroMQ's own delivers what they hold, and on a busy machine it takes its time.
      await new Promise(resolve => setTimeout(resolve, delivery));
    },
  };
}

async function bindAll(
  sockets: {readonly [name in ChannelName | 'iopub']: Router | XPublisher},
  heartbeat: Heartbeat,
  connection: Connection,
): Promise<void> {
  try {
    await Promise.all([
      ...(['shell', 'control', 'stdin', 'iopub'] as const).map(name =>
        sockets[name].bind(endpoint(connection, connection.ports[name])),
      ),
      heartbeat.ready,
    ]);
  } catch (cause) {
    await heartbeat.close();
    for (const socket of Object.values(sockets)) socket.close();
    const {message} = cause as Error;
    throw new LrpError(
      'kernel/bind',
      `cannot listen at ${connection.ip}, ports ${Object.values(connection.ports).join(', ')}: ${message}; start the kernel again, its launcher then chooses other ports`,
      {cause},
    );
  }
}

async function receiveAll(
  socket: Router | XPublisher,
  take: (frames: readonly Uint8Array[]) => void,
): Promise<void> {
  while (!socket.closed) {
    try {
      take(await socket.receive());
    } catch {
      // Nothing that a peer sends may end the kernel; a turn of the loop keeps a broken socket from spinning.
      await new Promise(resolve => setImmediate(resolve));
    }
  }
}
