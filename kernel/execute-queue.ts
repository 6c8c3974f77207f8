/** Runs one request after another. */
export interface ExecuteQueue<Item> {
  push(item: Item): void;
  /** Whoever waits now is aborted when its turn comes; what comes later runs. */
  abortWaiting(): void;
}

/** How requests run; neither may throw. */
export interface ExecuteSteps<Item> {
  /** Resolves to whether those that wait are aborted, as after an error. */
  readonly run: (item: Item) => Promise<'go on' | 'stop'>;
  readonly abort: (item: Item) => void;
}

/** Makes an empty queue. */
export function createExecuteQueue<Item>({run, abort}: ExecuteSteps<Item>): ExecuteQueue<Item> {
  const waiting: {readonly item: Item; aborted: boolean}[] = [];
  let working = false;

  function abortWaiting(): void {
    for (const entry of waiting) entry.aborted = true;
  }

  async function work(): Promise<void> {
    working = true;
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (next.aborted) {
        abort(next.item);
      } else if ((await run(next.item)) === 'stop') {
        await eventLoopTurn();
        abortWaiting();
      }
    }
    working = false;
  }

  return {
    abortWaiting,
    push(item) {
      waiting.push({item, aborted: false});
      if (!working) void work();
    },
  };
}

/** Lets in what the sockets hold: the first step may come before the poll for input, the second comes behind. */
async function eventLoopTurn(): Promise<void> {
  await new Promise(resolve => setImmediate(resolve));
  await new Promise(resolve => setImmediate(resolve));
}
