import test from 'ava';
import type {Plan, PlanLayer} from '../../src/plan/plan.js';
import {
  planDiffChart,
  planDiffFigure,
  planDiffTitle,
  ruleColours,
} from '../../src/plot/plan-diff-chart.js';
import {renderPlanDiffChart} from '../../src/plot/render-plan-diff-chart.js';
import type {Rule} from '../../src/rules/rule.js';
import {matchesGolden} from './golden-file.js';

const zplus: Rule = {kind: 'zplus', bias: 'include', stabiliser: 1e-6};
const gamma = (value: number): Rule => ({
  ...{kind: 'gamma', gamma: value, bias: 'include', stabiliser: 1e-6},
});

function plan(name: string, rules: readonly (Rule | null)[], model = 'm.onnx'): Plan {
  const layers = rules.flatMap((rule, node): PlanLayer[] =>
    rule === null
      ? []
      : [
          {
            ...{node, index: node, name: `conv<${node}>`, kind: 'conv', shape: [1]},
            rule,
            line: null,
          },
        ],
  );
  return {...{name, model, layers, start: 'logit', warnings: []}};
}

const diff = planDiffChart(
  plan('talk & more', [zplus, gamma(0.25), gamma(0.25), null]),
  plan('DeepTaylor', [zplus, gamma(0.5), zplus, {kind: 'pass'}]),
);

test('two plans of four layers', t => {
  matchesGolden(t, 'plan-diff', planDiffFigure(diff));
});

test('a layer has changed where its rule, a parameter, or whether it has one differs', t => {
  t.deepEqual(
    diff.rows.map(({label, isChanged}) => [label, isChanged]),
    [
      ['0 conv<0>', false],
      ['1 conv<1>', true],
      ['2 conv<2>', true],
      ['3 conv<3>', true],
    ],
  );
  t.is(diff.rows[3]!.cells[0], null);
  t.is(planDiffTitle(diff), 'talk & more against DeepTaylor: 3 layers differ');
  const same = plan('a', [zplus, zplus]);
  t.is(planDiffTitle(planDiffChart(same, {...same, name: 'b'})), 'a against b: the same rules');
});

test('rules of one kind share a colour, others have their own', t => {
  const colours = ruleColours(diff);
  t.deepEqual([...colours.keys()], ['zplus', 'gamma', 'pass']);
  t.is(new Set([...colours.values()].map(String)).size, 3);
});

test('of many layers, those that are alike are left out but for their neighbours', t => {
  const many = Array.from({length: 100}, () => zplus);
  const {rows, changed} = planDiffChart(
    plan('a', many),
    plan(
      'b',
      many.map((rule, at) => (at === 50 ? gamma(1) : rule)),
    ),
  );
  t.is(changed, 1);
  t.deepEqual(
    rows.map(({label}) => label),
    ['49 layers alike', '49 conv<49>', '50 conv<50>', '51 conv<51>', '48 layers alike'],
  );
  const none = planDiffChart(plan('a', many), plan('b', many));
  t.deepEqual(
    none.rows.map(({label}) => label),
    ['100 layers alike'],
  );
  t.notThrows(() => renderPlanDiffChart(none));
  t.notThrows(() => planDiffFigure(none));
});

test('what cannot be compared is refused', t => {
  t.throws(() => planDiffChart(plan('a', [zplus]), plan('b', [zplus], 'other.onnx')), {
    ...{code: 'plot/shape', message: /expected two plans of one model/},
  });
  const empty = planDiffChart(plan('a', []), plan('b', []));
  t.throws(() => planDiffFigure(empty), {code: 'plot/empty'});
  t.throws(() => renderPlanDiffChart(empty), {code: 'plot/empty'});
});

test('the picture colours cells and frames changed layers', t => {
  const {width, rgba} = renderPlanDiffChart(diff);
  const at = (x: number, y: number) => [
    ...rgba.subarray((y * width + x) * 4, (y * width + x) * 4 + 3),
  ];
  const colours = ruleColours(diff);
  // Near the right end of a cell stands no text; rows are 28 pixels below 84.
  const cell = (row: number, column: number) => at([640, 1020][column]!, 84 + row * 28 + 14);
  t.deepEqual(cell(0, 0), [...colours.get('zplus')!]);
  t.deepEqual(cell(1, 0), [...colours.get('gamma')!]);
  t.deepEqual(cell(2, 1), [...colours.get('zplus')!]);
  t.deepEqual(cell(3, 0), [255, 255, 255]);
  const edge = (row: number) => at(640, 84 + row * 28 + 2);
  t.deepEqual(edge(0), [216, 216, 216]);
  t.deepEqual(edge(1), [27, 27, 27]);
});
