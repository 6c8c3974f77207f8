import {parentPort, workerData} from 'node:worker_threads';
import {Reply} from 'zeromq';

/** A thread of its own: answers heartbeats also while a cell blocks the kernel. Ends when it is told anything. */
async function beat(address: string): Promise<void> {
  const socket = new Reply({linger: 0, maxMessageSize: 65_536, ipv6: address.includes('[')});
  parentPort?.once('message', () => {
    socket.close();
    parentPort?.close();
  });
  try {
    await socket.bind(address);
  } catch (error) {
    socket.close();
    throw error;
  }
  parentPort?.postMessage('bound');
  while (!socket.closed) {
    try {
      await socket.send(await socket.receive());
    } catch {
      // Closed, or a peer went away in between: the next beat is a new one.
      await new Promise(resolve => setImmediate(resolve));
    }
  }
}

void beat(String(workerData));
