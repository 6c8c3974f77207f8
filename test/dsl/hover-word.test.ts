import test from 'ava';
import {hoverWord} from '../../dsl/hover-word.js';
import {findWordHelp} from '../../dsl/word-help.js';
import {ruleSpecs} from '../../src/rules/catalogue.js';
import {hostileContext, hostileNames, smallContext} from './helpers/contexts.js';

const says = (word: string): string | undefined => hoverWord(word, smallContext)?.text;

test('a word by itself is a rule, a preset, a name, a layer or a word of the language', t => {
  for (const {kind, formula} of ruleSpecs) t.true(says(kind)!.includes(formula), kind);
  t.regex(says('DeepTaylor')!, /^DeepTaylor preset[\s\S]*all use zplus bias drop/);
  t.is(says('earlier'), 'earlier plan\nplan of 4 lines');
  t.is(says('conv1'), 'conv1 conv, weighted layer 0\nshape 8×24×24; rule gamma(0.25)');
  t.true(says('explain')!.includes(findWordHelp('explain')!.example));
  t.is(says('nonsense'), undefined);
  t.is(says(''), undefined);
});

test('names open nothing in the Markdown of a word', t => {
  for (const name of hostileNames) {
    // What stands in backticks is code to every reader.
    const markdown = (hoverWord(name, hostileContext)?.markdown ?? '').replace(/`[^`\n]*`/g, '');
    t.notRegex(markdown, /<script|<b>|\]\(javascript/);
  }
});
