import {readFileSync} from 'node:fs';

/** The examples of docs/language.md; `marks` are empty for those that are right. */
export const documentedExamples: readonly {
  readonly marks: string;
  readonly text: string;
}[] = [...readFileSync('docs/language.md', 'utf8').matchAll(/^```lrp(.*)\n([\s\S]*?)^```$/gm)].map(
  ([, marks = '', text = '']) => ({marks: marks.trim(), text}),
);

/** Those that are right. */
export const rightExamples: readonly string[] = documentedExamples
  .filter(({marks}) => marks === '')
  .map(({text}) => text);
