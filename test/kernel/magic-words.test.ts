import test from 'ava';
import {completeMagic, readQuestion} from '../../kernel/magic-words.js';

test('a first line that begins with % is completed to the words that name a language', t => {
  const offered = (code: string, offset = code.length) =>
    completeMagic(code, offset)?.items.map(({text}) => text) ?? null;
  t.deepEqual(offered('%'), ['%%lrp', '%%ts']);
  t.deepEqual(offered('%%l'), ['%%lrp']);
  t.deepEqual(offered('\n%%t\nconst x = 1', 4), ['%%ts']);
  t.deepEqual(offered('%%x'), []);
  t.is(offered('a %'), null);
  t.is(offered(''), null);
  const {from, to} = completeMagic('  %%l', 5)!;
  t.deepEqual([from, to], [2, 5]);
});

test('a name with a question mark is a question; TypeScript with one is not', t => {
  t.deepEqual(readQuestion('gamma?'), {word: 'gamma', detail: 0});
  t.deepEqual(readQuestion(' größe ??\n'), {word: 'größe', detail: 1});
  t.deepEqual(readQuestion('plan.name?'), {word: 'plan.name', detail: 0});
  for (const code of ['a ? b : c', 'a?.b', 'f()?', '?', 'a ?? b', '3?', '// why?', 'one\ntwo?'])
    t.is(readQuestion(code), null, code);
});
