import test from 'ava';
import {completeMagic, foreignMagic, readQuestion} from '../../kernel/magic-words.js';

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
  t.deepEqual(readQuestion('?zplus'), {word: 'zplus', detail: 0});
  t.deepEqual(readQuestion('??zplus'), {word: 'zplus', detail: 1});
  t.deepEqual(readQuestion('plan.name?'), {word: 'plan.name', detail: 0});
  for (const code of [
    'a ? b : c',
    'a?.b',
    'f()?',
    '?',
    'a ?? b',
    '3?',
    '// why?',
    'one\ntwo?',
    '?a?',
  ])
    t.is(readQuestion(code), null, code);
});

test('the mark of another kernel is known as such', t => {
  for (const code of ['%%python\nprint(1)', '%time 1 + 1', '\n  %matplotlib inline', '%%LRP'])
    t.truthy(foreignMagic(code), code);
  for (const code of ['%%lrp', '\ufeff%%ts\n1', 'a %b', '5 % 3', '', '%%lrp all use zplus'])
    t.is(foreignMagic(code), null, code);
});
