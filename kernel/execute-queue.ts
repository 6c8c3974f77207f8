/** Runs one request after another. */
export interface ExecuteQueue<Item> {
  push(item: Item): void;
  /** Whoever waits now is aborted when its turn comes; what comes later runs. */
  abortWaiting(): void;
  /** The same after a turn of the event loop, so that what the sockets hold already waits too. */
  abortArrived(): Promise<void>;
}

/** How requests run; neither may throw. */
export interface ExecuteSteps<Item> {
  readonly run: (item: Item) => Promise<void>;
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
      if (next.aborted) abort(next.item);
      else await run(next.item);
    }
    working = false;
  }

  return {
    abortWaiting,
    async abortArrived() {
      await eventLoopTurn();
      abortWaiting();
    },
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
