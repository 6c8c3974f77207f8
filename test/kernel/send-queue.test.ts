import test from 'ava';
import {createSendQueue} from '../../kernel/send-queue.js';

/** A socket that takes `free` messages at once and then one at a time, as `next` lets it. */
function slowSocket(free: number): {
  readonly sent: string[];
  readonly next: () => void;
  send(frames: Uint8Array[]): Promise<void>;
} {
  const sent: string[] = [];
  let busy: (() => void) | null = null;
  return {
    sent,
    next() {
      const done = busy;
      busy = null;
      done?.();
    },
    send([frame]) {
      if (busy !== null) throw Object.assign(new Error('busy'), {code: 'EBUSY'});
      sent.push(String(frame));
      if (sent.length <= free) return Promise.resolve();
      return new Promise(resolve => (busy = resolve));
    },
  };
}

const frame = (text: string): Uint8Array[] => [Buffer.from(text)];
const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

test('what the socket can take goes out before the caller goes on', t => {
  const socket = slowSocket(3);
  const queue = createSendQueue(socket);
  for (const text of ['1', '2', '3']) queue.push(frame(text));
  t.deepEqual(socket.sent, ['1', '2', '3']);
});

test('a busy socket gets the rest in order, as it can', async t => {
  const socket = slowSocket(1);
  const queue = createSendQueue(socket);
  for (const text of ['1', '2', '3', '4']) queue.push(frame(text));
  t.deepEqual(socket.sent, ['1', '2']);
  socket.next();
  await turn();
  queue.push(frame('5'));
  t.deepEqual(socket.sent, ['1', '2', '3']);
  let drained = false;
  const done = queue.drained().then(() => {
    drained = true;
  });
  for (let n = 0; n < 3; n += 1) {
    t.false(drained);
    socket.next();
    await turn();
  }
  await done;
  t.deepEqual(socket.sent, ['1', '2', '3', '4', '5']);
});

test('a message that cannot be delivered does not hold up the next', async t => {
  const sent: string[] = [];
  const queue = createSendQueue({
    send([text]) {
      sent.push(String(text));
      if (sent.length === 1) return Promise.reject(new Error('host unreachable'));
      if (sent.length === 2) throw Object.assign(new Error('closed'), {code: 'EBADF'});
      return Promise.resolve();
    },
  });
  for (const text of ['1', '2', '3']) queue.push(frame(text));
  await queue.drained();
  t.deepEqual(sent, ['1', '2', '3']);
});
