import {Worker} from 'node:worker_threads';
import {LrpError} from '../../errors/lrp-error.js';
import type {Preprocessing} from '../../graph/preprocessing.js';
import {DataError} from '../data-error.js';
import type {PictureSet, RowsRequest} from './picture-threads.js';

/** What a thread is started with. */
export interface PictureWork {
  readonly sets: readonly PictureSet[];
  readonly size: readonly [number, number];
  readonly seed: number;
  readonly preprocessing: Preprocessing;
  readonly maxBytes: number;
  readonly background: '#ffffff' | '#000000';
}

export type PictureQuestion = 'close' | (RowsRequest & {readonly id: number});

export type PictureAnswer =
  | {readonly id: number; readonly rows: Float32Array}
  | {readonly id: number; readonly error: PictureFailure};

/** An error, as it goes from thread to thread. */
export interface PictureFailure {
  /** Null where it is no DataError, but a fault. */
  readonly code: string | null;
  readonly path: string;
  readonly message: string;
}

interface Waiting {
  readonly resolve: (rows: Float32Array) => void;
  readonly reject: (error: Error) => void;
}

/** One of the threads of `PictureThreads`: what is asked of it is answered in turn. */
export class PictureThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ended: Promise<void>;
  #asked = 0;
  #failure: Error | null = null;
  #isClosing = false;

  constructor(work: PictureWork) {
    this.#worker = new Worker(new URL('./picture-worker.js', import.meta.url), {
      workerData: work,
      // Those of a process that runs a text, not a file, are none that a thread takes.
      execArgv: [],
    });
    this.#worker.unref();
    this.#worker.on('message', (answer: PictureAnswer) => this.#take(answer));
    this.#worker.on('error', error => this.#fail(threadError(String(error))));
    this.#ended = new Promise(resolve => {
      this.#worker.on('exit', () => {
        this.#fail(threadError('it has ended'));
        resolve();
      });
    });
  }

  ask(request: RowsRequest): Promise<Float32Array> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    const id = this.#asked++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, {resolve, reject});
      // Whoever waits for it keeps the process alive.
      this.#worker.ref();
      const question: PictureQuestion = {...request, id};
      this.#worker.postMessage(question);
    });
  }

  async close(): Promise<void> {
    if (this.#failure === null) {
      this.#isClosing = true;
      this.#worker.ref();
      const question: PictureQuestion = 'close';
      this.#worker.postMessage(question);
    }
    await this.#ended;
  }

  #take(answer: PictureAnswer): void {
    const waiting = this.#waiting.get(answer.id)!;
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0 && !this.#isClosing) this.#worker.unref();
    if ('rows' in answer) waiting.resolve(answer.rows);
    else waiting.reject(errorOf(answer.error));
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const {reject} of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}

function errorOf({code, path, message}: PictureFailure): Error {
  if (code === null) return threadError(message);
  // A DataError puts its path before its message.
  return new DataError(code, path, message.slice(`"${path}": `.length));
}

export function threadError(reason: string): LrpError {
  return new LrpError('loader/thread', `the thread that makes pictures ready: ${reason}`);
}
