import test from 'ava';
import {compile} from '../../dsl/compile.js';
import {nothingKnown} from '../../dsl/known.js';
import type {CustomRule} from '../../src/rules/custom-rule.js';
import {defineRule} from '../../src/rules/define-rule.js';
import {formatRule} from '../../src/rules/describe.js';
import type {Rule} from '../../src/rules/rule.js';
import * as own from '../helpers/own-rules.js';
import {readMarks} from './helpers/marked.js';

const picky = defineRule({
  name: 'picky',
  parameters: [
    {name: 'a', meaning: 'what it wants'},
    {name: 'alpha', default: 0.5, min: 0, exclusiveMin: true, max: 1},
  ],
  shares: ({a, alpha}) => {
    if (a === 13) throw new Error('not 13, please');
    if (a === 14) return 'shares' as never;
    return [{coefficient: a * alpha, terms: [{input: 'x', weight: 'w'}]}];
  },
});
const rules = new Map<string, CustomRule>(
  [own.zminus, own.ownGamma, own.ownBox, picky].map(rule => [rule.name, rule]),
);
const known = {...nothingKnown, rules};

function read(text: string): Rule {
  const result = compile(text, {file: 'test.lrp', known});
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.value.plans.get('main')!.lines[0]!.rule;
}

const good: readonly (readonly [text: string, written: string])[] = [
  ['all use zminus', 'zminus'],
  ['all use zminus()', 'zminus'],
  ['all use zminus bias spread stabiliser 1e-9', 'zminus bias spread stabiliser 1e-9'],
  ['all use zminus bias include stabiliser 1e-6', 'zminus'],
  ['all use own-gamma', 'own-gamma(0.25)'],
  ['all use own-gamma(2 * 50%)', 'own-gamma(1)'],
  ['all use own-gamma(g=.1) bias drop', 'own-gamma(0.1) bias drop'],
  ['all use own-box(high=2, low=-1)', 'own-box(-1, 2)'],
  ['all use own-box(-1, high=2)', 'own-box(-1, 2)'],
  ['all use picky(3)', 'picky(3, 0.5)'],
  ['all use picky(alpha=1, a=2)', 'picky(2, 1)'],
  ['let k = 4\nall use picky(k)', 'picky(4, 0.5)'],
];
for (const [text, written] of good) {
  test(`${JSON.stringify(text)} is the rule ${written}, and reads back`, t => {
    const rule = read(text);
    t.is(formatRule(rule), written);
    t.deepEqual(read(`all use ${written}`), rule);
  });
}

const wrong: readonly (readonly [code: string, text: string, hint: RegExp])[] = [
  ['rule/unknown', 'all use <|zmimus|>', /did you mean "zminus"/],
  ['rule/unknown', 'all use <|qqqqqqqq|>', /zero, .*average, zminus, own-gamma/],
  ['rule/argument', 'all use zminus(<|1|>)', /write zminus/],
  ['rule/argument', 'all use own-gamma(1, <|2|>)', /write own-gamma\(g\)/],
  ['rule/argument', 'all use own-gamma(<|gamma|>=1)', /write own-gamma\(g\)/],
  ['rule/argument', 'all use picky(1, <|a=2|>)', /./],
  ['rule/missing', 'all use <|picky|>', /write picky\(a, alpha\)/],
  ['rule/missing', 'all use <|own-box(1)|>', /write own-box\(low, high\)/],
  ['rule/range', 'all use own-gamma(<|-1|>)', /./],
  ['rule/range', 'all use picky(1, <|0|>)', /./],
  ['rule/range', 'all use picky(1, <|1.5|>)', /./],
  ['rule/range', 'all use picky(<|1e39|>)', /./],
  ['rule/unit', 'all use own-gamma(1 <|rms|>)', /./],
  ['value/type', 'all use own-gamma(<|"1"|>)', /./],
  ['value/type', 'all use own-box(<|model|>, 1)', /./],
  ['value/type', 'all use own-box(<|[1, 2]|>, 1)', /./],
  ['clause/unsuited', 'all use own-box(0, 1) <|bias drop|>', /remove it/],
  ['clause/twice', 'all use zminus bias drop <|bias drop|>', /./],
  ['bias/unknown', 'all use zminus bias <|drip|>', /drop/],
  ['rule/range', 'all use zminus stabiliser <|0|>', /./],
  ['rule/shares', 'all use <|picky(13)|>', /./],
  ['rule/shares', 'all use <|picky(14)|> bias drop', /./],
];
for (const [code, marked, hint] of wrong) {
  test(`${JSON.stringify(marked)} is ${code} and nothing else`, t => {
    const {text, spans} = readMarks(marked);
    const result = compile(text, {file: 'test.lrp', known});
    const found = result.ok ? [] : result.diagnostics;
    t.deepEqual(
      found.map(({code: own, span}) => [own, span.start, span.end]),
      [[code, ...spans[0]!]],
    );
    t.regex(found[0]!.hint ?? 'none', hint);
  });
}

test('what a rule says about its arguments is the message', t => {
  const result = compile('all use picky(13)', {file: 'test.lrp', known});
  t.is(result.ok ? '' : result.diagnostics[0]!.message, 'rule "picky": not 13, please');
});

test('the range of a parameter stands in the message', t => {
  const result = compile('all use picky(1, 1.5)', {file: 'test.lrp', known});
  t.is(
    result.ok ? '' : result.diagnostics[0]!.message,
    'picky: expected alpha > 0 and ≤ 1, got 1.5',
  );
});

test('a built-in rule is what it is, whatever a rule of that name would be', t => {
  const rule = {...own.zminus, name: 'gamma'};
  const result = compile('all use gamma', {
    file: 'test.lrp',
    known: {...nothingKnown, rules: new Map([['gamma', rule]])},
  });
  t.is(result.ok ? result.value.plans.get('main')!.lines[0]!.rule.kind : '', 'gamma');
});

test('a rule made by hand that returns nonsense is a mistake of its line', t => {
  const shares = (): never => [{terms: 'all'}] as never;
  const result = compile('all use mine', {
    file: 'test.lrp',
    known: {...nothingKnown, rules: new Map([['mine', {...own.zminus, name: 'mine', shares}]])},
  });
  t.deepEqual(result.ok ? [] : result.diagnostics.map(({code}) => code), ['rule/shares']);
});
