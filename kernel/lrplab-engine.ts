import {cellLanguage} from '../dsl/recognise.js';
import {setHost} from '../src/session/host.js';
import {shareSession} from '../src/session/lrp.js';
import {Session} from '../src/session/session.js';
import type {CellAnswer, CellEngine} from './cell-engine.js';
import {completeMagic, readQuestion} from './magic-words.js';
import {createScriptEngine, sinkOf} from './script-engine.js';
import {currentCell} from './ts/cell-context.js';
import {createTsEngine} from './ts/ts-engine.js';

export interface LrplabEngineOptions {
  /** The notebook's folder. */
  readonly folder: string;
}

/**
 * The kernel's cells: of the language or of TypeScript, told apart by `%%lrp` and `%%ts` or by what they hold. What one
 * defines the other sees.
 */
export async function createLrplabEngine({folder}: LrplabEngineOptions): Promise<CellEngine> {
  const session = new Session({folder});
  const ts = await createTsEngine({folder});
  shareSession(session);
  nameHost();
  const script = createScriptEngine({
    session,
    values: ts,
    publish: values => ts.publish(values),
    failed: (error, signal) => ts.failure(error, signal),
  });
  const read = (code: string) => {
    const {language, code: text, offset} = cellLanguage(code, other => ts.parses(other));
    return {engine: language === 'lrp' ? script : ts, text, offset};
  };
  const answerQuestion = async (word: string, detail: 0 | 1): Promise<CellAnswer> => {
    const help =
      (await script.inspect(word, word.length, detail)) ??
      (await ts.inspect(word, word.length, detail));
    if (help !== null) return {ok: true, result: null, page: help};
    const message = `nothing is known of ${word}; it is no rule, no word of the language and no name of this notebook`;
    return {ok: false, name: 'LrpError', message, traceback: [`LrpError: ${message}`]};
  };
  return {
    execute(request) {
      const question = readQuestion(request.code);
      if (question !== null) return answerQuestion(question.word, question.detail);
      session.plotly.cellStarts(request.cellId);
      const {engine, text} = read(request.code);
      const run = () => engine.execute({...request, code: text});
      return engine === script ? ts.within(request, run) : run();
    },
    async complete(code, offset) {
      const magic = completeMagic(code, offset);
      if (magic !== null) return magic;
      const {engine, text, offset: cut} = read(code);
      if (offset < cut) return {from: offset, to: offset, items: []};
      const {from, to, items} = await engine.complete(text, offset - cut);
      return {from: from + cut, to: to + cut, items};
    },
    async inspect(code, offset, detail) {
      const {engine, text, offset: cut} = read(code);
      return offset < cut ? null : engine.inspect(text, offset - cut, detail);
    },
    isComplete(code) {
      const {engine, text} = read(code);
      return engine.isComplete(text);
    },
    interrupt: () => ts.interrupt(),
    close: () => ts.close(),
  };
}

/** Lets the tag and values that show themselves find the cell they run in. */
function nameHost(): void {
  setHost({
    name: 'lrplab',
    sink: () => {
      const cell = currentCell();
      return cell === null
        ? {text: () => {}, warning: () => {}, display: () => {}}
        : sinkOf(cell.io);
    },
    signal: () => currentCell()?.signal ?? null,
    cell: () => currentCell()?.cellId ?? null,
  });
}
