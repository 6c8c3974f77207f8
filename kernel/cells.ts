import type {JsonObject} from '../src/plot/figure.js';
import {LrpError} from '../src/errors/lrp-error.js';
import type {Broadcast} from './broadcast.js';
import type {CellAnswer, CellIo} from './cell-engine.js';
import {createCellIo, createSilentIo} from './cell-io.js';
import {createDisplays} from './displays.js';
import {createExecuteQueue} from './execute-queue.js';
import {errorContent, type Failure, failureOf} from './failure.js';
import type {History} from './history.js';
import type {LazyEngine} from './lazy-engine.js';
import type {Stdin} from './stdin.js';
import type {Message} from './wire.js';

/** What running cells needs of the kernel. */
export interface CellsParts {
  readonly engine: LazyEngine;
  readonly broadcast: Broadcast;
  readonly history: History;
  readonly stdin: Stdin;
  readonly reply: (request: Message, content: JsonObject, metadata?: JsonObject) => void;
}

/** Runs the cells of a session, one after another. */
export interface Cells {
  /** Takes an `execute_request`. */
  run(request: Message): void;
  /** Stops the running cell, and aborts those that wait for it. */
  interrupt(): void;
  /** The request of the running cell, or of the last one that ran. */
  newest(): Message | null;
  running(): boolean;
}

interface Running {
  readonly code: string;
  readonly count: number;
  readonly silent: boolean;
  readonly stored: boolean;
  readonly cellId: string | null;
  readonly io: CellIo;
  readonly signal: AbortSignal;
}

/** Starts with an empty session. */
export function createCells(parts: CellsParts): Cells {
  const {engine, broadcast, history, stdin, reply} = parts;
  const displays = createDisplays();
  let count = 0;
  let newest: Message | null = null;
  let running: AbortController | null = null;

  async function run(request: Message): Promise<void> {
    const {content, metadata, header} = request;
    const started = new Date().toISOString();
    const silent = content['silent'] === true;
    const stored = !silent && content['store_history'] !== false;
    const code = typeof content['code'] === 'string' ? content['code'] : '';
    const cellId = typeof metadata['cellId'] === 'string' ? metadata['cellId'] : null;
    const controller = new AbortController();
    const {signal} = controller;
    const {input, ended} = stdin.forCell(request, signal);
    const io = silent
      ? createSilentIo(input)
      : createCellIo({broadcast, displays, request, cellId, input});
    running = controller;
    newest = request;
    if (stored) {
      count += 1;
      history.add(count, code);
    }
    if (cellId !== null) displays.forget(cellId);
    const cell: Running = {code, count, silent, stored, cellId, io, signal};
    broadcast.status('busy', header);
    if (!silent) broadcast.publish('execute_input', header, {code, execution_count: count});
    const answer = showResult(await execute(cell), cell, header);
    if (!answer.ok) {
      // Before anyone can know of the failure, and send what is meant to run in spite of it.
      if (content['stop_on_error'] !== false) await queue.abortArrived();
      if (!silent) broadcast.publish('error', header, errorContent(answer));
    }
    const user_expressions = answer.ok ? await expressions(content['user_expressions'], cell) : {};
    ended();
    broadcast.flush();
    const told: JsonObject = answer.ok
      ? {status: 'ok', payload: payloadOf(answer)}
      : {status: 'error', ...errorContent(answer)};
    reply(request, {...told, execution_count: cell.count, user_expressions}, {started});
    running = null;
    broadcast.status('idle', header);
  }

  async function execute({code, count, silent, cellId, io, signal}: Running): Promise<CellAnswer> {
    try {
      const language = await engine.get();
      signal.throwIfAborted();
      return await language.execute({code, cellId, count, silent, io, signal});
    } catch (thrown) {
      return failureOf(thrown);
    }
  }

  /** Broadcasts a result. One that no JSON can hold is the cell's failure. */
  function showResult(answer: CellAnswer, cell: Running, parent: Uint8Array): CellAnswer {
    const {count: execution_count, silent, stored} = cell;
    if (silent || !answer.ok || answer.result === null) return answer;
    const {data, metadata} = answer.result;
    try {
      broadcast.publish('execute_result', parent, {execution_count, data, metadata});
    } catch (thrown) {
      return failureOf(thrown);
    }
    const text = data['text/plain'];
    if (stored && typeof text === 'string') history.setOutput(execution_count, text);
    return answer;
  }

  /** Each is a small cell of its own that nobody sees. */
  async function expressions(asked: unknown, cell: Running): Promise<JsonObject> {
    if (typeof asked !== 'object' || asked === null) return {};
    const answers: [string, JsonObject][] = [];
    for (const [name, code] of Object.entries(asked)) {
      const io = createSilentIo(cell.io.input);
      const answer = await execute({...cell, code: String(code), silent: true, io});
      answers.push([
        name,
        answer.ok
          ? {status: 'ok', data: answer.result?.data ?? {}, metadata: answer.result?.metadata ?? {}}
          : {status: 'error', ...errorContent(answer)},
      ]);
    }
    return Object.fromEntries(answers);
  }

  function abort(request: Message): void {
    broadcast.status('busy', request.header);
    reply(request, {status: 'error', ...errorContent(notRun), user_expressions: {}});
    broadcast.status('idle', request.header);
  }

  const queue = createExecuteQueue<Message>({run, abort});
  return {
    run: queue.push,
    interrupt() {
      if (running === null) return;
      queue.abortWaiting();
      running.abort(interrupted());
      engine.loaded()?.interrupt();
    },
    newest: () => newest,
    running: () => running !== null,
  };
}

/** The protocol has no word of its own for this since 5.1; an error it is. */
const notRun: Failure = {
  ok: false,
  name: 'NotRun',
  message: 'an earlier cell failed or was interrupted, so this one was not run',
  traceback: [],
};

/** What the front end does besides showing outputs: opens its pager. */
function payloadOf({page}: CellAnswer & {readonly ok: true}): JsonObject[] {
  return page === undefined ? [] : [{source: 'page', data: page.data, start: 0}];
}

function interrupted(): LrpError {
  return new LrpError('kernel/interrupted', 'the cell was interrupted; run it again to start over');
}
