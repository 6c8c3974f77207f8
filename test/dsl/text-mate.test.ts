import {readFileSync} from 'node:fs';
import test from 'ava';
import {lex} from '../../dsl/lex.js';
import {textMateGrammar} from '../../dsl/text-mate.js';
import {headWords, isA, NumberText, StringText} from '../../dsl/tokens.js';
import {rightExamples} from './helpers/documented-examples.js';

const {patterns} = textMateGrammar();

/** What a TextMate reader calls what begins at an offset: the earliest match counts, of equals the first pattern. */
function scopeAt(line: string, offset: number): string | null {
  for (let from = 0; from <= offset; ) {
    let best: {start: number; end: number; name: string} | null = null;
    for (const {name, match} of patterns) {
      // JavaScript of this version has no group of its own for case; the presets are typed as they are.
      const found = new RegExp(match.replaceAll('(?i:', '(?:'), 'gu');
      found.lastIndex = from;
      const hit = found.exec(line);
      if (hit !== null && (best === null || hit.index < best.start)) {
        best = {start: hit.index, end: hit.index + hit[0].length, name};
      }
    }
    if (best === null || best.start > offset) return null;
    if (offset < best.end) return best.name;
    from = best.end;
  }
  return null;
}

test('dsl/lrp.tmLanguage.json is what the tokens say', t => {
  t.deepEqual(JSON.parse(readFileSync('dsl/lrp.tmLanguage.json', 'utf8')), textMateGrammar());
});

test('words, texts, numbers and comments of the examples get their colours', t => {
  for (const text of rightExamples) {
    for (const line of text.split('\n')) {
      const {tokens, comments} = lex(line, '');
      for (const token of [...tokens, ...comments]) {
        const scope = scopeAt(line, token.startOffset) ?? '';
        const expected = comments.includes(token)
          ? 'comment'
          : isA(token, StringText)
            ? 'string'
            : isA(token, NumberText)
              ? 'constant.numeric'
              : headWords.includes(token.image)
                ? 'keyword.control'
                : token.image === 'use'
                  ? 'keyword.operator.word'
                  : '';
        t.true(scope.startsWith(expected), `${line} | ${token.image} | ${scope}`);
      }
    }
  }
  t.is(scopeAt('all use gamma(1)', 8), 'support.function.rule.lrp');
  t.is(scopeAt('let gamma-x = 1', 4), null);
});
