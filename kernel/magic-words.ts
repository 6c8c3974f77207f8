import type {CompletionItem, Completions} from './cell-engine.js';

/** First lines that name a cell's language. */
const magicWords: readonly CompletionItem[] = [
  {text: '%%lrp', type: 'keyword', signature: 'a cell in the language'},
  {text: '%%ts', type: 'keyword', signature: 'a cell in TypeScript'},
];

/** What `%%…` can become, at the beginning of a cell; null elsewhere. */
export function completeMagic(code: string, offset: number): Completions | null {
  const typed = /^\s*(%%?\w*)$/.exec(code.slice(0, offset))?.[1];
  if (typed === undefined) return null;
  const items = magicWords.filter(({text}) => text.startsWith(typed));
  return {from: offset - typed.length, to: offset, items};
}

/** `gamma?`, `?gamma`, `plan.name??`: the word that is asked about, and whether all is wanted; null for other cells. */
export function readQuestion(code: string): {readonly word: string; readonly detail: 0 | 1} | null {
  const match = /^\s*(\?{0,2})\s*([\p{L}_$][\p{L}\p{N}_$.-]*)\s*(\?{0,2})\s*$/u.exec(code);
  if (match === null) return null;
  const [, before, word, behind] = match as unknown as [string, string, string, string];
  if ((before === '') === (behind === '')) return null;
  return {word, detail: before.length + behind.length === 2 ? 1 : 0};
}

/** `%%python`, `%time`: the mark of another kernel in a first line that is not empty; null where there is none. */
export function foreignMagic(code: string): string | null {
  const word = /^\uFEFF?\s*(%%?[\p{L}_][\p{L}\p{N}_]*)/u.exec(code)?.[1] ?? null;
  return word === null || magicWords.some(({text}) => text === word) ? null : word;
}
