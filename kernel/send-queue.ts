/** What is needed of a socket to send through it. */
export interface Sender {
  /** Throws where an earlier send has not ended. */
  send(frames: Uint8Array[]): Promise<void>;
}

/** Sends in order, without anyone waiting. */
export interface SendQueue {
  push(frames: Uint8Array[]): void;
  /** Resolves when all that was pushed so far is on its way. */
  drained(): Promise<void>;
}

/**
 * Makes the queue of one socket. A message goes out at once where the socket can take it, so that a cell that
 * blocks the event loop is still heard; the socket takes only so many before it wants the loop to turn, and
 * throws: from there on messages wait for their turn.
 */
export function createSendQueue(socket: Sender): SendQueue {
  const waiting: Uint8Array[][] = [];
  let inFlight: Promise<void> = Promise.resolve();
  let working = false;

  /** Whether the socket took the message. What it could not deliver is lost, as its reader is. */
  function trySend(frames: Uint8Array[]): boolean {
    try {
      inFlight = socket.send(frames).catch(() => {});
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code !== 'EBUSY';
    }
  }

  async function work(): Promise<void> {
    working = true;
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      await inFlight;
      if (trySend(next)) waiting.shift();
    }
    working = false;
  }

  return {
    push(frames) {
      if (!working && trySend(frames)) return;
      waiting.push(frames);
      if (!working) void work();
    },
    async drained() {
      for (let last: Promise<void> | null = null; working || last !== inFlight; ) {
        last = inFlight;
        await last;
      }
    },
  };
}
