import test from 'ava';
import {DiagnosticsError} from '../../src/errors/diagnostics-error.js';
import {LrpError} from '../../src/errors/lrp-error.js';
import {formatPlan} from '../../src/plan/resolve.js';
import {comparePlans} from '../../src/report/compare.js';
import {defineRule} from '../../src/rules/define-rule.js';
import {compilePlan} from '../../src/script/compile-plan.js';
import {GraphBuilder, tensorOf} from '../helpers/graph-builder.js';
import * as own from '../helpers/own-rules.js';

function network() {
  const graph = new GraphBuilder([1, 4, 4]);
  graph.conv(tensorOf([2, 1, 1, 1], [1, -1]), null);
  graph.avgpool({kernel: [2, 2]});
  graph.flatten();
  graph.dense(tensorOf([1, 8], [1, 2, 3, 4, 5, 6, 7, 8]), null);
  return graph.build();
}

test('a plan uses rules of its own beside the built-in ones', t => {
  const plan = compilePlan(
    'all use own-gamma(0.5)\navgpool use zminus\ninput use flat',
    network(),
    {
      rules: [own.ownGamma, own.zminus],
    },
  );
  t.is(formatPlan(plan), '0 conv1: flat\n- avgpool2: zminus\n1 dense4: own-gamma(0.5)');
  t.deepEqual(JSON.parse(JSON.stringify(plan.layers)), plan.layers);
});

test('a rule is given only to the layers it is made for', t => {
  const narrow = defineRule({
    name: 'narrow',
    allowed: ['linear'],
    shares: () => [{terms: [{input: 'x', weight: 'w'}]}],
  });
  const compile = () =>
    compilePlan('all use narrow\navgpool use narrow', network(), {rules: [narrow]});
  const error = t.throws(compile, {instanceOf: DiagnosticsError});
  t.is(error.code, 'rule/unsuited');
  t.regex(error.message, /narrow can't be given to layer "avgpool2" \(avgpool\)/);
});

test('a rule that reads x⁺ only warns where the input can be negative', t => {
  const half = defineRule({
    name: 'half',
    shares: () => [{terms: [{input: 'x⁺', weight: 'w⁺'}]}],
  });
  const {warnings} = compilePlan('all use half\ninput use zminus', network(), {
    rules: [half, own.zminus],
  });
  t.deepEqual(
    warnings.map(({code, message}) => [code, message]),
    [
      [
        'plan/signed-input',
        'half on layer "dense4", whose input can be negative: its shares read x⁺ only, so negative inputs receive nothing',
      ],
    ],
  );
});

test('two rules of one name, and what is no rule, are refused', t => {
  const twice = () => compilePlan('all use zero', network(), {rules: [own.zminus, own.zminus]});
  t.is(t.throws(twice, {instanceOf: LrpError}).code, 'rule/define');
  const none = () => compilePlan('all use zero', network(), {rules: [{name: 'mine'} as never]});
  t.is(t.throws(none, {instanceOf: LrpError}).code, 'rule/define');
});

test('plans differ where a rule was defined anew under its name', t => {
  const anew = defineRule({name: 'zminus', shares: () => [{terms: [{input: 'x', weight: 'w'}]}]});
  const [before, after] = [own.zminus, anew].map(rule =>
    compilePlan('all use zminus\ninput use zero', network(), {rules: [rule]}),
  );
  t.deepEqual(comparePlans(before!, after!), [
    {layer: 'dense4', index: 1, first: 'zminus', second: 'zminus'},
  ]);
  t.deepEqual(comparePlans(before!, before!), []);
});
