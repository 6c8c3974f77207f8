import {type CellLanguage, cellLanguage, typedLanguage} from '../dsl/recognise.js';
import {setHost} from '../src/session/host.js';
import {shareSession} from '../src/session/lrp.js';
import {Session} from '../src/session/session.js';
import type {CellAnswer, CellEngine, Completions} from './cell-engine.js';
import {completeMagic, foreignMagic, readQuestion} from './magic-words.js';
import {inspectWord} from './script-answers.js';
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
  const parses = (code: string): boolean => ts.parses(code);
  const engineOf = ({language}: CellLanguage): CellEngine => (language === 'lrp' ? script : ts);
  const read = (code: string) => {
    const cell = cellLanguage(code, parses);
    return {engine: engineOf(cell), text: cell.code};
  };
  const answerQuestion = async (word: string, detail: 0 | 1): Promise<CellAnswer> => {
    const help =
      inspectWord(word, session.context(ts)) ?? (await ts.inspect(word, word.length, detail));
    if (help !== null) return {ok: true, result: null, page: help};
    return refusal(
      `nothing is known of ${word}; it is no rule, no word of the language and no name of this notebook`,
    );
  };
  return {
    execute(request) {
      const question = readQuestion(request.code);
      if (question !== null) return answerQuestion(question.word, question.detail);
      const magic = foreignMagic(request.code);
      if (magic !== null)
        return Promise.resolve(
          refusal(
            `${magic} belongs to another kernel; a cell here begins with %%lrp, %%ts or neither`,
          ),
        );
      session.plotly.cellStarts(request.cellId);
      const {engine, text} = read(request.code);
      const run = () => engine.execute({...request, code: text});
      return engine === script ? ts.within(request, run) : run();
    },
    async complete(code, offset) {
      const magic = completeMagic(code, offset);
      if (magic !== null) return magic;
      const cell = typedLanguage(code, offset, parses);
      const found = await engineOf(cell).complete(cell.code, offset);
      // The first word of a cell can become anything.
      const isFirst = cell.language === 'ts' && (isWord(code) || code.trim() === '');
      return isFirst ? joined(await script.complete(code, offset), found) : found;
    },
    async inspect(code, offset, detail) {
      const {engine, text} = read(code);
      const found = await engine.inspect(text, offset, detail);
      if (found !== null) return found;
      // A word that TypeScript does not know may be one of the language.
      return isWord(code) ? inspectWord(code.trim(), session.context(ts)) : null;
    },
    isComplete(code) {
      const {engine, text} = read(code);
      return engine.isComplete(text);
    },
    interrupt: () => ts.interrupt(),
    close() {
      ts.close();
      // The process ends soon after, with or without this.
      session.dispose().catch(() => undefined);
    },
  };
}

/** True for a cell of nothing but one word. */
function isWord(code: string): boolean {
  return /^\s*[\p{L}_][\p{L}\p{N}_-]*\s*$/u.test(code);
}

/** Completions of two languages for one word, those of the first before the others. */
function joined(first: Completions, second: Completions): Completions {
  if (second.items.length === 0 || first.from !== second.from) return first;
  const taken = new Set(first.items.map(({text}) => text));
  return {...first, items: [...first.items, ...second.items.filter(({text}) => !taken.has(text))]};
}

function refusal(message: string): CellAnswer {
  return {ok: false, name: 'LrpError', message, traceback: [`LrpError: ${message}`]};
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
