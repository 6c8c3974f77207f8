import test from 'ava';
import {LrpError} from '../../src/errors/lrp-error.js';
import {ruleSpecs} from '../../src/rules/catalogue.js';
import type {CustomRule} from '../../src/rules/custom-rule.js';
import {defineRule, type RuleDefinition, specOf} from '../../src/rules/define-rule.js';
import {reservedWords} from '../../src/rules/definition-fields.js';
import {formatRule} from '../../src/rules/describe.js';
import {vanishesWithInput} from '../../src/rules/shares.js';
import {useRule} from '../../src/rules/use-rule.js';
import {headWords} from '../../dsl/tokens.js';
import * as own from '../helpers/own-rules.js';

const terms = [{input: 'x', weight: 'w'}];
const sound = {name: 'mine', shares: () => [{terms}]};

/** A definition as JavaScript could give it. */
function define(definition: unknown): CustomRule {
  return defineRule(definition as RuleDefinition);
}

test('a definition gets its defaults', t => {
  const rule = define(sound);
  t.is(rule.name, 'mine');
  t.deepEqual(rule.parameters, []);
  t.is(rule.stabiliser, 1e-6);
  t.deepEqual(rule.allowed, ['linear', 'avgpool']);
  t.is(rule.formula, '');
  t.is(rule.paper, '');
  const term = {sign: 1, input: 'x', weight: {part: 'w'}};
  t.deepEqual(rule.shares({}), [
    {coefficient: 1, where: 'everywhere', denominator: [term], terms: [term], bias: null},
  ] as never);
});

test('a rule that was defined can be defined again', t => {
  const {shares: _, ...again} = define(own.ownGamma);
  const {shares: __, ...once} = own.ownGamma;
  t.deepEqual(again, once);
  t.deepEqual(define(own.ownGamma).shares({g: 1}), own.ownGamma.shares({g: 1}));
});

test('a rule in a plan is plain data that survives JSON', t => {
  const rule = useRule(own.ownGamma, {g: 0.5}, {bias: 'drop', stabiliser: 1e-3});
  t.deepEqual(JSON.parse(JSON.stringify(rule)), rule);
});

test('what a caller does to its definition afterwards changes nothing', t => {
  const weight = {part: 'w+γw⁺', gamma: 1};
  const list = [{input: 'x', weight}];
  const parameters = [{name: 'k', default: 1}];
  const rule = define({name: 'mine', parameters, shares: () => [{terms: list}]});
  const before = JSON.stringify(rule.shares({k: 1}));
  const made = useRule(rule);
  weight.gamma = 9;
  parameters[0]!.default = 7;
  list.push({input: 'y', weight});
  t.is(JSON.stringify(made.shares), before);
  t.is(rule.parameters[0]!.default, 1);
});

test('the function of the shares gets numbers it cannot change', t => {
  const rule = define({
    name: 'mine',
    parameters: [{name: 'k', default: 2}],
    shares: (given: {k: number}) => {
      t.deepEqual(given, {k: given.k});
      t.throws(() => {
        given.k = 3;
      });
      return [{coefficient: given.k, terms}];
    },
  });
  t.is(rule.shares({k: 5})[0]!.coefficient, 5);
});

test('a rule is written as the language reads it, clauses only where they differ from its own default', t => {
  t.is(formatRule(useRule(own.zminus)), 'zminus');
  t.is(formatRule(useRule(own.ownGamma)), 'own-gamma(0.25)');
  t.is(formatRule(useRule(own.ownBox, {high: 2, low: -1.5})), 'own-box(-1.5, 2)');
  t.is(formatRule(useRule(own.ownEpsilon)), 'own-zero');
  t.is(
    formatRule(useRule(own.ownEpsilon, {}, {bias: 'drop', stabiliser: 1e-6})),
    'own-zero bias drop stabiliser 1e-6',
  );
});

test('relevance vanishes with the input where every term reads it, and no bias is spread', t => {
  t.true(vanishesWithInput(useRule(own.ownGamma)));
  t.true(vanishesWithInput(useRule(own.magnitude)));
  t.false(vanishesWithInput(useRule(own.zminus, {}, {bias: 'spread'})));
  t.false(vanishesWithInput(useRule(own.ownFlat)));
  t.false(vanishesWithInput(useRule(own.middle, {low: 0, high: 1})));
});

test('the help says whether a rule takes a bias; unknown without defaults counts as yes', t => {
  t.true(specOf(own.zminus).bias);
  t.false(specOf(own.magnitude).bias);
  t.true(specOf(own.ownBox).bias);
  t.is(specOf(own.zminus).kind, 'zminus');
});

test('every word the language keeps is refused as a name, and nothing more is reserved', t => {
  const joining = ['as', 'for', 'with', 'use', 'extends', 'and', 'except'];
  t.deepEqual([...reservedWords].sort(), [...headWords, ...joining].sort());
});

const badNames: readonly unknown[] = [
  ...['', ' ', 'a b', '-a', 'a-', '1a', 'a.b', 'a"', '<b>', 'z⁺neu', 'a\n', 'x'.repeat(65)],
  ...[undefined, null, 3, {}, ['mine'], Symbol('mine')],
  ...reservedWords,
  ...ruleSpecs.flatMap(({kind, aliases}) => [kind, ...aliases]),
  ...['Gamma', 'ZPLUS', 'Epsilon', 'ｇamma'],
];
for (const name of badNames) {
  test(`a rule cannot be called ${JSON.stringify(name) ?? String(name)}`, t => {
    const error = t.throws(() => define({...sound, name}), {instanceOf: LrpError});
    t.is(error.code, 'rule/define');
  });
}

test('names in any script are fine', t => {
  for (const name of ['größe', 'z-minus', '正', '_x', 'dense', 'w2b'])
    t.is(define({...sound, name}).name, name);
});

const parameter = (given: object): unknown => ({...sound, parameters: [{name: 'k', ...given}]});
const mistakes: readonly (readonly [title: string, definition: unknown, message: RegExp])[] = [
  ['nothing', undefined, /expected an object, got undefined/],
  ['a list', [], /expected an object, got a list of 0/],
  ['a misspelt field', {...sound, stabilizer: 1}, /did you mean "stabiliser"\?/],
  ['no shares', {name: 'mine'}, /expected a function of the parameters, got undefined/],
  ['shares that are data', {name: 'mine', shares: [{terms}]}, /got a list of 1/],
  ['parameters that are an object', {...sound, parameters: {k: 1}}, /expected a list, got an obj/],
  ['a parameter that is a text', {...sound, parameters: ['k']}, /expected an object, got "k"/],
  ['a parameter without a name', {...sound, parameters: [{}]}, /got undefined/],
  ['a parameter named __proto__', parameter({name: '__proto__'}), /has to be a letter/],
  ['a parameter named with a minus', parameter({name: 'a-b'}), /has to be a letter/],
  ['a parameter named use', parameter({name: 'use'}), /word of the language/],
  ['a parameter named rms', parameter({name: 'rms'}), /word of the language/],
  ['two of one name', {...sound, parameters: [{name: 'k'}, {name: 'k'}]}, /two parameters/],
  ['17 parameters', {...sound, parameters: Array(17).fill({name: 'k'})}, /at most 16/],
  ['a hole among the parameters', {...sound, parameters: Array(1)}, /expected an object/],
  ['a misspelt field of a parameter', parameter({defualt: 1}), /did you mean "default"\?/],
  ['a bound as parameter', parameter({type: 'bound'}), /are numbers, got type "bound"/],
  ['a default that is a text', parameter({default: '1'}), /got "1"/],
  ['a default that is not finite', parameter({default: Number.NaN}), /got NaN/],
  ['a default beyond float32', parameter({default: 1e39}), /finite in float32/],
  ['a default below min', parameter({default: -1, min: 0}), /expected a default ≥ 0, got -1/],
  ['a default at an open min', parameter({default: 0, min: 0, exclusiveMin: true}), /> 0/],
  [
    'a default that vanishes in float32',
    parameter({default: 1e-60, min: 0, exclusiveMin: true}),
    /> 0/,
  ],
  ['a default above max', parameter({default: 2, max: 1}), /≤ 1, got 2/],
  ['an empty range', parameter({min: 2, max: 1}), /no number lies between/],
  ['an infinite min', parameter({min: Number.NEGATIVE_INFINITY}), /finite/],
  ['exclusiveMin as a number', parameter({min: 0, exclusiveMin: 0}), /true or false/],
  ['a meaning that is a number', parameter({meaning: 3}), /expected a text, got 3/],
  ['a stabiliser of 0', {...sound, stabiliser: 0}, /expected > 0, got 0/],
  ['a negative stabiliser', {...sound, stabiliser: -1}, /expected > 0/],
  ['a stabiliser that is 0 in float32', {...sound, stabiliser: 1e-60}, /expected > 0/],
  ['a stabiliser that is a text', {...sound, stabiliser: '1e-6'}, /got "1e-6"/],
  ['nowhere allowed', {...sound, allowed: []}, /expected a list of linear, avgpool/],
  ['max pooling allowed', {...sound, allowed: ['linear', 'maxpool']}, /got "maxpool"/],
  ['a formula that is a number', {...sound, formula: 1}, /expected a text/],
];
for (const [title, definition, message] of mistakes) {
  test(`a definition with ${title} is refused`, t => {
    const error = t.throws(() => define(definition), {instanceOf: LrpError});
    t.is(error.code, 'rule/define');
    t.regex(error.message, message);
  });
}

const term = (given: object): unknown => [{terms: [{input: 'x', weight: 'w', ...given}]}];
const nonsense: readonly (readonly [title: string, shares: unknown, message: RegExp])[] = [
  ['nothing', undefined, /expected a list of shares, got undefined/],
  ['a promise', Promise.resolve([{terms}]), /expected a list of shares, got an object/],
  ['one share without a list', {terms}, /expected a list of shares/],
  ['no share', [], /at least one/],
  ['17 shares', Array(17).fill({terms}), /17 shares; at most 16/],
  ['a hole among the shares', Array(2), /share 0: expected an object/],
  ['a share that is a number', [3], /share 0: expected an object .* got 3/],
  ['a share without terms', [{}], /share 0: expected a list of terms, got undefined/],
  ['no term', [{terms: []}], /at least one/],
  ['a misspelt field', [{terms, coeficient: 2}], /did you mean "coefficient"\?/],
  ['a coefficient that is not finite', [{terms, coefficient: 1 / 0}], /got Infinity/],
  ['a coefficient beyond float32', [{terms, coefficient: 1e39}], /finite number/],
  ['a coefficient that is a text', [{terms, coefficient: '2'}], /got "2"/],
  ['an unknown place', [{terms, where: 'z >= 0'}], /everywhere, z > 0, z < 0, got "z >= 0"/],
  ['an unknown input', term({input: 'y'}), /share 0, term 0, input: expected one of x, .* got "y"/],
  ['an input named toString', term({input: 'toString'}), /got "toString"/],
  ['an unknown weight', term({weight: 'v'}), /share 0, term 0, weight: .* got "v"/],
  ['a weight that is a number', term({weight: 1}), /got 1/],
  ['a weight without its gamma', term({weight: {part: 'w+γw⁺'}}), /gamma: .* got undefined/],
  ['a gamma that is not finite', term({weight: {part: 'w+γw⁺', gamma: Number.NaN}}), /got NaN/],
  ['a gamma where none belongs', term({weight: {part: 'w', gamma: 1}}), /gamma belongs to/],
  ['a weight with more to it', term({weight: {part: 'w', scale: 2}}), /no field "scale"/],
  ['a sign of 2', term({sign: 2}), /expected 1 or -1, got 2/],
  ['bounds without parameters', term({input: 'x−low'}), /parameters low and high; define both/],
  ['a bad denominator', [{terms, denominator: []}], /share 0, denominator: .* at least one/],
  ['a bias of one', [{terms, bias: '1'}], /expected a part of the bias/],
  ['an unknown bias', [{terms, bias: 'b'}], /bias: expected one of/],
  ['a bias as true', [{terms, bias: true}], /bias: expected an object/],
];
for (const [title, shares, message] of nonsense) {
  test(`shares that are ${title} are refused at the definition, and with parameters at their use`, t => {
    const error = t.throws(() => define({name: 'mine', shares: () => shares}), {
      instanceOf: LrpError,
    });
    t.is(error.code, 'rule/define');
    t.regex(error.message, message);
    const late = define({name: 'mine', parameters: [{name: 'k'}], shares: () => shares});
    t.is(t.throws(() => useRule(late, {k: 1}), {instanceOf: LrpError}).code, 'rule/shares');
  });
}

test('a function that throws is refused with its own words', t => {
  const shares = (): never => {
    throw new TypeError('no such thing');
  };
  const error = t.throws(() => define({name: 'mine', shares}), {instanceOf: LrpError});
  t.is(error.code, 'rule/define');
  t.is(error.message, 'rule "mine": no such thing');
  const raw = t.throws(
    () =>
      define({
        name: 'mine',
        shares: () => {
          throw 3;
        },
      }),
    {instanceOf: LrpError},
  );
  t.is(raw.message, 'rule "mine": 3');
});

test('parameters are checked at their use too', t => {
  const code = (act: () => unknown): string => t.throws(act, {instanceOf: LrpError}).code;
  t.is(
    code(() => useRule(own.ownBox)),
    'rule/missing',
  );
  t.is(
    code(() => useRule(own.ownGamma, {g: -1})),
    'rule/range',
  );
  t.is(
    code(() => useRule(own.ownGamma, {g: Number.NaN})),
    'rule/range',
  );
  t.is(
    code(() => useRule(own.ownGamma, {h: 1})),
    'rule/argument',
  );
  t.is(
    code(() => useRule(own.ownGamma, {toString: 1} as never)),
    'rule/argument',
  );
});
