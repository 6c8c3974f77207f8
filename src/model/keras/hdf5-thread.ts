import type {MessagePort} from 'node:worker_threads';
import {MessageChannel, receiveMessageOnPort, Worker} from 'node:worker_threads';
import {ModelError} from '../../errors/model-error.js';
import type {Hdf5, Hdf5Dataset, Hdf5Kind, Hdf5Place} from './hdf5.js';

/** What is asked of the thread: a method of `Hdf5` and what it is given. */
export interface Hdf5Question {
  readonly method: 'kindOf' | 'childrenOf' | 'texts' | 'dataset' | 'values' | 'close';
  readonly given: readonly string[];
}

export type Hdf5Answer =
  | {readonly kind: 'value'; readonly value: unknown}
  | {readonly kind: 'error'; readonly code: string; readonly message: string};

/** What the thread is started with. */
export interface Hdf5Start {
  readonly port: MessagePort;
  /** [0] counts answers, [1] counts parts read on the way to one. */
  readonly counters: Int32Array;
  readonly place: Hdf5Place;
  readonly where: string;
}

export interface OpenHdf5Options {
  /** How long one step may take, in milliseconds; opening may always take a minute. @default 60000 */
  readonly patience?: number;
}

const MINUTE = 60_000;

/**
 * Opens an HDF5 file in a thread of its own: a damaged or malicious file can keep the library busy for ever, and nobody
 * could stop it here. A step that takes longer than `patience` ends the thread.
 *
 * @throws ModelError `model/empty`, `model/not-hdf5`, `model/truncated`, `model/hdf5`.
 */
export async function openHdf5(
  place: Hdf5Place,
  where: string,
  {patience = MINUTE}: OpenHdf5Options = {},
): Promise<Hdf5> {
  const {port1: own, port2: port} = new MessageChannel();
  const counters = new Int32Array(new SharedArrayBuffer(8));
  const start: Hdf5Start = {port, counters, place, where};
  const worker = new Worker(new URL('./hdf5-worker.js', import.meta.url), {
    workerData: start,
    transferList: [port],
    // What fails in the library, it prints.
    stdout: true,
    stderr: true,
  });
  worker.unref();
  const thread = new Thread({worker, port: own, counters, where, patience});
  try {
    await thread.start();
    return new RemoteFile(thread, where);
  } catch (error) {
    void worker.terminate();
    throw error;
  }
}

class Thread {
  readonly #parts: {
    readonly worker: Worker;
    readonly port: MessagePort;
    readonly counters: Int32Array;
    readonly where: string;
    readonly patience: number;
  };
  /** Taken so far. The thread counts an answer when it can be taken at once. */
  #answers = 0;

  constructor(parts: {
    readonly worker: Worker;
    readonly port: MessagePort;
    readonly counters: Int32Array;
    readonly where: string;
    readonly patience: number;
  }) {
    this.#parts = parts;
  }

  /** Waits for the first answer without holding up the process. @throws ModelError what the thread threw. */
  async start(): Promise<void> {
    const {worker, port, where} = this.#parts;
    const answer = await new Promise<Hdf5Answer>((resolve, reject) => {
      const timer = setTimeout(() => reject(stuck(where, 'no answer')), MINUTE);
      // Stays: unheard, a fault of the thread would end the process.
      worker.on('error', error => reject(stuck(where, String(error))));
      port.once('message', (message: Hdf5Answer) => {
        clearTimeout(timer);
        resolve(message);
      });
    });
    this.#valueOf(answer);
  }

  /** Asks and waits. */
  ask(question: Hdf5Question): unknown {
    const {worker, port, counters, where, patience} = this.#parts;
    port.postMessage(question);
    for (;;) {
      const answers = Atomics.load(counters, 0);
      if (answers > this.#answers) break;
      const parts = Atomics.load(counters, 1);
      const outcome = Atomics.wait(counters, 0, answers, patience);
      if (outcome === 'timed-out' && parts === Atomics.load(counters, 1)) {
        void worker.terminate();
        throw stuck(where, `"${question.given.join('@')}"`);
      }
    }
    const {message} = receiveMessageOnPort(port) as {readonly message: Hdf5Answer};
    return this.#valueOf(message);
  }

  #valueOf(answer: Hdf5Answer): unknown {
    this.#answers += 1;
    if (answer.kind === 'value') return answer.value;
    throw new ModelError(answer.code, answer.message);
  }

  tell(question: Hdf5Question): void {
    this.#parts.port.postMessage(question);
  }
}

class RemoteFile implements Hdf5 {
  readonly #thread: Thread;
  readonly where: string;

  constructor(thread: Thread, where: string) {
    this.#thread = thread;
    this.where = where;
  }

  kindOf(path: string): Hdf5Kind | null {
    return this.#thread.ask({method: 'kindOf', given: [path]}) as Hdf5Kind | null;
  }

  childrenOf(group: string): ReadonlyMap<string, Hdf5Kind> {
    const question = {method: 'childrenOf', given: [group]} as const;
    return this.#thread.ask(question) as ReadonlyMap<string, Hdf5Kind>;
  }

  texts(path: string, attribute: string): readonly string[] | null {
    const question = {method: 'texts', given: [path, attribute]} as const;
    return this.#thread.ask(question) as readonly string[] | null;
  }

  dataset(path: string): Hdf5Dataset {
    return this.#thread.ask({method: 'dataset', given: [path]}) as Hdf5Dataset;
  }

  values(path: string): Float32Array {
    return this.#thread.ask({method: 'values', given: [path]}) as Float32Array;
  }

  close(): void {
    this.#thread.tell({method: 'close', given: []});
  }
}

function stuck(where: string, what: string): ModelError {
  return new ModelError(
    'model/hdf5',
    `${where}: the HDF5 file is damaged so that reading it does not end (${what}); copy it again`,
  );
}
