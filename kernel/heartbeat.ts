import {Worker} from 'node:worker_threads';

/** The kernel's sign of life. */
export interface Heartbeat {
  /** Resolves once heartbeats are answered; rejects where the address cannot be had. */
  readonly ready: Promise<void>;
  /** Must be awaited before the process exits: a ZeroMQ socket alive in a thread then aborts it. */
  close(): Promise<void>;
}

/** Starts to answer heartbeats at an address. */
export function startHeartbeat(address: string): Heartbeat {
  const worker = new Worker(new URL('./heartbeat-worker.js', import.meta.url), {
    workerData: address,
    stdout: false,
    stderr: false,
  });
  const ended = new Promise<void>(resolve => worker.once('exit', () => resolve()));
  const ready = new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.on('error', reject);
    worker.once('exit', () => reject(new Error('the heartbeat ended before it began')));
  });
  return {
    ready,
    async close() {
      // A thread that is still loading has no listener yet; one that failed has ended.
      await ready.catch(() => {});
      worker.postMessage('close');
      await ended;
    },
  };
}
