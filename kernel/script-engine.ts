import {scriptCompleteness} from '../dsl/completeness.js';
import type {CellSink} from '../src/session/cell-sink.js';
import type {NamedValue} from '../src/session/cell-result.js';
import type {HostValues} from '../src/session/memory.js';
import type {Session} from '../src/session/session.js';
import type {CellAnswer, CellEngine, CellIo} from './cell-engine.js';
import {completionsOf, inspectionOf} from './script-answers.js';

export interface ScriptEngineOptions {
  readonly session: Session;
  /** TypeScript's variables. */
  readonly values: HostValues;
  /** Gives TypeScript what a cell named. */
  readonly publish: (values: readonly NamedValue[]) => void;
  /** A failure as the front end shows it. */
  readonly failed: (error: unknown, signal: AbortSignal) => CellAnswer;
}

/** A cell's outputs as a text of the language uses them. */
export function sinkOf(io: Pick<CellIo, 'stream' | 'display'>): CellSink {
  return {
    text: line => io.stream('stdout', `${line}\n`),
    warning: text => io.stream('stderr', `${text}\n`),
    display: (bundle, id) => io.display(bundle, id),
  };
}

/** Carries out cells of the language, on the kernel's session. */
export function createScriptEngine(options: ScriptEngineOptions): CellEngine {
  const {session, values, publish, failed} = options;
  return {
    async execute({code, cellId, count, io, signal}) {
      try {
        const result = await session.run(code, {
          sink: sinkOf(io),
          signal,
          values,
          file: `cell[${count}]`,
          cell: cellId,
        });
        publish(result.named);
        return {ok: true, result: result.bundle};
      } catch (error) {
        return failed(error, signal);
      }
    },
    async complete(code, offset) {
      return completionsOf(code, offset, session.context(values));
    },
    async inspect(code, offset) {
      return inspectionOf(code, offset, session.context(values));
    },
    async isComplete(code) {
      return scriptCompleteness(code);
    },
    interrupt: () => {},
    close: () => {},
  };
}
