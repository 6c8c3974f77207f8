import test from 'ava';
import fc from 'fast-check';
import ts from 'typescript';
import {cellLanguage, typedLanguage} from '../../dsl/recognise.js';
import {rightExamples} from './helpers/documented-examples.js';

/** Whether TypeScript's own parser reads a text. */
function isTypeScript(code: string): boolean {
  const {diagnostics = []} = ts.transpileModule(code, {reportDiagnostics: true});
  return diagnostics.length === 0;
}

const languageOf = (code: string): string => cellLanguage(code, isTypeScript).language;

test('every right example of the documentation is a script, those of let alone aside', t => {
  for (const text of rightExamples) {
    t.is(languageOf(text), 'lrp', text);
  }
});

for (const code of [
  'layers 1..6 use gamma(0.25)',
  '(conv and input) use zero',
  '# a comment\n\nshow heatmap',
  '# nothing but a comment',
  'let g = 5%',
  'let half-width = 0.5',
  'let g = 0.25\nall use gamma(g)',
  'all use gama(0.25)',
  'layer 3 uze zero',
  "model 'net.onnx'",
  'model "net',
  'plan a {',
  'plan a {\n  all use',
  'check conversation 5%',
  'let g = 0.25\nall use gamma(g',
]) {
  test(`${JSON.stringify(code)} is a script`, t => {
    t.is(languageOf(code), 'lrp');
  });
}

for (const code of [
  '',
  '  \n',
  'let x = 1',
  'let x = 1\nlet y = [1, 2]',
  'let x: number =',
  'let f = () => {',
  'let x =',
  'const a = 1',
  '// a comment\nconst a = 1',
  '/* all use zero */ 1',
  'import {lrp} from "lrplab"',
  'export const a = 1',
  'export const f = (',
  'explain $seven with nothing',
  'model.predict(x)',
  'model.predict(',
  'image',
  'input = 3',
  'show(image',
  'add(1, 2)',
  'first[0',
  '(1 + 2)',
  '(async () => {',
  'plan',
  '#!/usr/bin/env node\nlet a = 1;',
]) {
  test(`${JSON.stringify(code)} is TypeScript`, t => {
    t.is(languageOf(code), 'ts');
  });
}

test('a mark in the first line decides, and keeps every place where it was', t => {
  const cell = '\n  \r\n  %%lrp\nlet x = 1';
  t.deepEqual(cellLanguage(cell, isTypeScript), {
    language: 'lrp',
    code: '\n  \r\n       \nlet x = 1',
  });
  t.deepEqual(cellLanguage('%%ts\nall', isTypeScript), {
    language: 'ts',
    code: '    \nall',
  });
  t.is(languageOf('%%lrp'), 'lrp');
  t.is(languageOf('%%lrp all use zero'), 'lrp');
});

test('while somebody types, a line that lacks its end is what it can become', t => {
  const typed = (marked: string): string => {
    const [before, after] = marked.split('<|>');
    return typedLanguage(`${before}${after}`, before!.length, isTypeScript).language;
  };
  for (const marked of [
    'show <|>',
    'layers <|>',
    'compare <|>',
    'check <|>',
    'engine <|>',
    'all use <|>zero',
  ])
    t.is(typed(marked), 'lrp', marked);
  for (const marked of [
    '<|>',
    'show<|>',
    'input = <|>',
    'show(1)\nx <|>',
    'model.layers <|>',
    '%%ts\nshow <|>',
    'let <|>',
  ])
    t.is(typed(marked), 'ts', marked);
});

test('other marks and marks further down decide nothing', t => {
  t.is(languageOf('%%lrplab\nall use zero'), 'ts');
  t.is(languageOf('const a = 1\n%%lrp'), 'ts');
});

test('any text has a language', t => {
  const piece = fc.constantFrom('%%lrp', '%%ts', 'let ', 'all ', 'use ', '(', '"', '#', '\n', '$');
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({unit: 'binary'})), {maxLength: 8}), parts => {
      const cell = parts.join('');
      const {code, language} = cellLanguage(cell, () => false);
      t.is(code.length, cell.length);
      t.true(language === 'lrp' || language === 'ts');
    }),
    {seed: 3, numRuns: 60},
  );
});
