import test from 'ava';
import fc from 'fast-check';
import {matchesGlob} from '../../kernel/glob.js';

test('a pattern fits the whole text', t => {
  for (const [pattern, text, fits] of [
    ['*', '', true],
    ['*', 'a\nb', true],
    ['', '', true],
    ['', 'a', false],
    ['abc', 'abc', true],
    ['ab', 'abc', false],
    ['a*c', 'abbc', true],
    ['a*c', 'abbd', false],
    ['*use*', 'layers 1 use gamma', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['[ab]x', 'bx', true],
    ['[a-c]x', 'bx', true],
    ['[a-c]x', 'dx', false],
    ['[^a-c]x', 'dx', true],
    ['[^a-c]x', 'bx', false],
    ['[]]', ']', true],
    ['[a-]', '-', true],
    ['[', '[', true],
    ['a.b', 'axb', false],
    ['(a+)+$', '(a+)+$', true],
  ] as const) {
    t.is(matchesGlob(pattern, text), fits, `${pattern} on ${text}`);
  }
});

test('a pattern made to be slow is not', t => {
  t.false(matchesGlob(`${'a*'.repeat(500)}b`, 'a'.repeat(5000)));
});

test('law: a text fits itself with any part of it replaced by a star', t => {
  const letters = fc.string({unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12});
  fc.assert(
    fc.property(letters, letters, letters, (before, middle, after) => {
      t.true(matchesGlob(`${before}*${after}`, `${before}${middle}${after}`));
      t.is(matchesGlob(before, after), before === after);
    }),
    {seed: 7},
  );
});
