import test from 'ava';
import {createExecuteQueue} from '../../kernel/execute-queue.js';

const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

test('requests run one after another', async t => {
  const log: string[] = [];
  const queue = createExecuteQueue<string>({
    async run(item) {
      log.push(`${item} begins`);
      await turn();
      log.push(`${item} ends`);
    },
    abort: t.fail,
  });
  for (const item of ['a', 'b']) queue.push(item);
  while (log.length < 4) await turn();
  t.deepEqual(log, ['a begins', 'a ends', 'b begins', 'b ends']);
});

test('those that wait, and those that the next turn of the loop brings, are aborted after an error', async t => {
  const log: string[] = [];
  const queue = createExecuteQueue<string>({
    async run(item) {
      log.push(item);
      if (item !== 'bad') return;
      // As it would come from a socket: in the turn of the loop that follows the error.
      setImmediate(() => queue.push('c'));
      await queue.abortArrived();
    },
    abort: item => log.push(`not ${item}`),
  });
  for (const item of ['a', 'bad', 'b']) queue.push(item);
  while (log.length < 4) await turn();
  queue.push('d');
  while (log.length < 5) await turn();
  t.deepEqual(log, ['a', 'bad', 'not b', 'not c', 'd']);
});

test('an interrupt aborts those that wait, in their turn, and none that comes later', async t => {
  const log: string[] = [];
  let end: () => void = () => {};
  const queue = createExecuteQueue<string>({
    async run(item) {
      log.push(item);
      if (item === 'a') await new Promise<void>(resolve => (end = resolve));
    },
    abort: item => log.push(`not ${item}`),
  });
  for (const item of ['a', 'b']) queue.push(item);
  queue.abortWaiting();
  queue.push('c');
  t.deepEqual(log, ['a']);
  end();
  while (log.length < 3) await turn();
  t.deepEqual(log, ['a', 'not b', 'c']);
});
