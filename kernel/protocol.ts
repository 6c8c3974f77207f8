import type {JsonObject} from '../src/plot/figure.js';
import type {Broadcast} from './broadcast.js';
import type {CellEngine} from './cell-engine.js';
import type {Cells} from './cells.js';
import {complete, inspect, isComplete} from './code-requests.js';
import {closeComm, commInfo} from './comms.js';
import type {Connection} from './connection-file.js';
import {errorContent, failureOf} from './failure.js';
import type {History} from './history.js';
import type {LazyEngine} from './lazy-engine.js';
import type {Message} from './wire.js';

/** What the answers are made of. */
export interface ProtocolParts {
  readonly connection: Connection;
  readonly info: JsonObject;
  readonly engine: LazyEngine;
  readonly broadcast: Broadcast;
  readonly cells: Cells;
  readonly history: History;
  /** Called once a `kernel_info_request` has its reply. */
  readonly greeted: () => void;
  readonly shutdown: (restart: boolean) => void;
}

/** Everything that is not the running of cells: answered at once, also while a cell awaits. */
export interface Protocol {
  handle(request: Message, reply: (type: string, content: JsonObject) => void): Promise<void>;
}

/** Makes the answers of a kernel. */
export function createProtocol(parts: ProtocolParts): Protocol {
  const {broadcast, cells} = parts;
  return {
    async handle(request, reply) {
      broadcast.status('busy', request.header);
      try {
        const content = await answer(request, parts);
        if (content !== null) reply(replyType(request.type), content);
      } catch (thrown) {
        const content = {status: 'error', ...errorContent(failureOf(thrown))};
        reply(replyType(request.type), content);
      }
      broadcast.status('idle', request.header);
      // Front ends show the last status they heard, whomever it was for.
      if (cells.running()) broadcast.status('busy', cells.newest()?.header ?? null);
      afterwards(request, parts);
    },
  };
}

/** The content of the reply; null where there is none. */
async function answer(request: Message, parts: ProtocolParts): Promise<JsonObject | null> {
  const {content} = request;
  const engine = (): Promise<CellEngine> => parts.engine.get();
  switch (request.type) {
    case 'kernel_info_request':
      return parts.info;
    case 'complete_request':
      return complete(await engine(), content);
    case 'inspect_request':
      return inspect(await engine(), content);
    case 'is_complete_request':
      return isComplete(await engine(), content);
    case 'history_request':
      return {status: 'ok', history: parts.history.find(content)};
    case 'comm_info_request':
      return commInfo();
    case 'comm_open': {
      const closing = closeComm(content);
      if (closing !== null) parts.broadcast.publish('comm_close', request.header, closing);
      return null;
    }
    case 'connect_request':
      return connectContent(parts.connection);
    case 'interrupt_request':
      parts.cells.interrupt();
      return {status: 'ok'};
    case 'shutdown_request':
      return {status: 'ok', restart: content['restart'] === true};
    case 'debug_request':
      return debugContent(content);
    default:
      if (!request.type.endsWith('_request')) return null;
      throw new Error(`this kernel does not know "${request.type.slice(0, 80)}"`);
  }
}

function afterwards({type, content, header}: Message, parts: ProtocolParts): void {
  if (type === 'kernel_info_request') parts.greeted();
  if (type === 'shutdown_request') {
    const restart = content['restart'] === true;
    // Other front ends of the same kernel hear of it too.
    parts.broadcast.publish('shutdown_reply', header, {status: 'ok', restart});
    parts.shutdown(restart);
  }
}

function replyType(type: string): string {
  return `${type.replace(/_request$/, '')}_reply`;
}

function connectContent({ports}: Connection): JsonObject {
  return {
    status: 'ok',
    shell_port: ports.shell,
    iopub_port: ports.iopub,
    stdin_port: ports.stdin,
    control_port: ports.control,
    hb_port: ports.heartbeat,
  };
}

/** As the debug adapter protocol refuses. */
function debugContent({seq = 0, command = ''}: JsonObject): JsonObject {
  const message = 'this kernel has no debugger';
  return {type: 'response', seq: 0, request_seq: seq, success: false, command, message};
}
