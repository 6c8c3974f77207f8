import {Worker} from 'node:worker_threads';
import {LrpError} from '../errors/lrp-error.js';
import type {Graph} from '../graph/graph.js';
import type {BulkInput} from './bulk-input.js';
import type {InputFrame, IoReply, IoRequest, ReadSample, ResultContent} from './io-messages.js';

type Waiting = {
  readonly done: (reply: IoReply) => void;
  readonly failed: (error: unknown) => void;
};
type Question = IoRequest extends infer Request
  ? Request extends IoRequest
    ? Omit<Request, 'id'>
    : never
  : never;

/** What reading needs of a graph: its input, without the weights. */
function frameOf(graph: Graph): InputFrame {
  const input = graph.nodes[graph.input]!;
  const {name, format, layout, head, preprocessing} = graph;
  return {
    ...{name, format, layout, head, preprocessing},
    nodes: [input],
    input: 0,
    output: 0,
    classes: null,
    notes: [],
  };
}

/** Reads samples and writes results in a thread of its own. Close when done. */
export class IoThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #count = 0;
  #end: Error | null = null;

  constructor(graph: Graph) {
    // What this process was started with, such as a loader, is not meant for the thread.
    this.#worker = new Worker(new URL('./io-worker.js', import.meta.url), {
      workerData: frameOf(graph),
      execArgv: [],
    });
    this.#worker.on('message', (reply: IoReply) => {
      this.#waiting.get(reply.id)?.done(reply);
      this.#waiting.delete(reply.id);
    });
    this.#worker.on('error', (error: Error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('the reading thread has ended')));
  }

  /** Reads samples in order; each that cannot be read says why. */
  async read(inputs: readonly BulkInput[]): Promise<readonly ReadSample[]> {
    const reply = await this.#ask({kind: 'read', inputs});
    return reply.kind === 'read' ? reply.samples : [];
  }

  /** Writes results, each sample's files whole or not at all. @throws LrpError `write/…` */
  async write(results: readonly ResultContent[]): Promise<void> {
    await this.#ask({kind: 'write', results});
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  async #ask(question: Question): Promise<IoReply> {
    if (this.#end !== null) throw this.#end;
    const id = this.#count++;
    const reply = await new Promise<IoReply>((done, failed) => {
      this.#waiting.set(id, {done, failed});
      this.#worker.postMessage({...question, id});
    });
    if (reply.kind === 'failed') throw new LrpError(reply.mishap.code, reply.mishap.message);
    return reply;
  }

  #fail(error: Error): void {
    this.#end ??= error;
    for (const {failed} of this.#waiting.values()) failed(error);
    this.#waiting.clear();
  }
}
