import {pngSize} from '../../src/plot/png.js';
import test from 'ava';
import {bundleOf} from '../../src/inline/bundle.js';
import {checkOutput} from '../../src/inline/check-output.js';
import {comparisonOutput} from '../../src/inline/comparison-output.js';
import {explanationOutput} from '../../src/inline/explanation-output.js';
import {graphOutput} from '../../src/inline/graph-output.js';
import type {InlineOutput} from '../../src/inline/inline-output.js';
import {ledgerOutput} from '../../src/inline/ledger-output.js';
import {planOutput} from '../../src/inline/plan-output.js';
import {planSourceOutput} from '../../src/inline/plan-source-output.js';
import {PlotlyCarrier} from '../../src/inline/plotly-carrier.js';
import {progressOutput, progressSummary} from '../../src/inline/progress-output.js';
import {tableOutput} from '../../src/inline/table-output.js';
import {findPreset} from '../../src/plan/presets.js';
import type {JsonObject} from '../../src/plot/figure.js';
import {compare} from '../../src/report/compare.js';
import {explained as features, planOf, zero, zplus} from '../report/explained.js';
import {matchesGolden} from '../plot/golden-file.js';
import {hostile, madeUp} from './pictures.js';

const made = madeUp({rows: 1});
const evil = madeUp({suffix: hostile});
const [first, second] = evil.plans;
const failure = {layer: `conv1${hostile}`, reason: hostile};
const failed = {
  check: 'conservation',
  plan: `p0${hostile}`,
  tolerance: 0.05,
  passed: false,
  failures: [{sample: 0, ...failure}],
} as const;
const graph = {
  ...evil.graph,
  name: hostile,
  classes: [hostile, 'b'],
  notes: [hostile],
  nodes: evil.graph.nodes.map(node => ({...node, name: node.name + hostile, operator: hostile})),
};
const plan = {...planOf(hostile, {1: zero, 3: zplus}), model: hostile};

const outputs: Readonly<Record<string, InlineOutput>> = {
  explanation: explanationOutput(evil, {checks: [failed]}),
  'explanation of features': explanationOutput({
    ...features,
    graph: {...features.graph, name: hostile},
    rows: features.rows.map(row => ({...row, label: hostile})),
  }),
  ledger: ledgerOutput(first!.ledger[0]!, {title: hostile, failures: [failure]}),
  comparison: comparisonOutput(evil, compare(evil, first!, second!)),
  plan: planOutput(plan, {cost: 3}),
  graph: graphOutput(graph),
  table: tableOutput(hostile, {headers: [hostile], rows: [[hostile]], align: ['left']}),
  checks: checkOutput([failed], evil),
  progress: progressOutput({done: 1, total: 3, secondsLeft: 2, unit: hostile}),
  summary: progressSummary(3, 1.25, hostile),
};

for (const [name, output] of Object.entries(outputs)) {
  test(`hostile names stay text in every form: ${name}`, t => {
    const {data} = bundleOf(output, new PlotlyCarrier());
    const html = String(data['text/html']);
    t.false(/<img src=x|<!--/.test(html));
    t.is((html.match(/<\/script/g) ?? []).length, output.figure === null ? 0 : 2);
    t.true(
      html.includes('&lt;/script&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;'),
    );
    if (output.figure !== null) {
      // Plotly reads a subset of HTML; nothing of a name may reach it unescaped.
      t.false(/<img src=x|<\/script/.test(JSON.stringify(output.figure)));
      t.true(JSON.stringify(output.figure).includes('&lt;'));
    }
    t.true(output.text.length > 0);
    t.is(data['application/javascript'], undefined);
  });
}

test('every figure comes with a picture of a size that fits a page', t => {
  for (const {figure, png} of Object.values(outputs)) {
    t.is(figure === null, png === null);
    if (png !== null) t.true(pngSize(png)!.width < 1400 && pngSize(png)!.height < 4000);
  }
});

test('a plan as it is written says layers, rule and formula of each line', t => {
  const {text, html, figure} = planSourceOutput(findPreset('EpsilonPlus')!);
  t.is(figure, null);
  t.regex(text, /plan EpsilonPlus, not yet on a network/);
  t.regex(text, /^1 {2}all +zplus +R_i = Σ_j \(x_i w_ij\)⁺/m);
  t.true(html.includes('<td'));
});

test('a plan on a network tells rules, where they come from, its cost and its warnings', t => {
  const warning = {code: 'x', severity: 'warning', message: 'mind the gap'} as never;
  const {text} = planOutput({...planOf('a', {1: zero, 3: zplus}), warnings: [warning]}, {cost: 3});
  t.is(
    text,
    [
      'plan a on net',
      '#  layer   kind   output  rule             chosen by',
      '0  dense1  dense  [2]     zero             a.lrp:4',
      '1  dense3  dense  [2]     zplus bias drop  preset',
      'cost 3.00 F (forward passes of the network, primal pass included)',
      'warning: mind the gap',
    ].join('\n'),
  );
});

test('the ledger of one sample is the figure that a person has reviewed', t => {
  const {figure, text} = ledgerOutput(made.plans[0]!.ledger[0]!, {
    title: 'ledger',
    failures: [{layer: 'conv1', reason: 'keeps too much'}],
  });
  matchesGolden(t, 'inline-ledger', figure);
  t.regex(text, /conv1 .*✗ keeps too much/);
});

test('two plans are compared on one scale, row by row, with numbers in the title', t => {
  const explained = madeUp({rows: 2});
  const comparison = compare(explained, explained.plans[0]!, explained.plans[1]!);
  const {figure, text, html} = comparisonOutput(explained, comparison);
  t.deepEqual(
    figure!.data.map(({type, xaxis}) => `${type} ${xaxis}`),
    [
      'heatmap x',
      'heatmap x2',
      'heatmap x3',
      'image x4',
      'heatmap x',
      'heatmap x2',
      'heatmap x3',
      'image x4',
    ],
  );
  const scales = figure!.data.filter(({type}) => type === 'heatmap').map(({zmax}) => zmax);
  t.is(new Set(scales).size, 1);
  const title = (figure!.layout['title'] as JsonObject)['text'];
  t.true(String(title).includes(`cosine ${comparison.rows[0]!.cosine.toFixed(3)}`));
  t.deepEqual(
    (figure!.layout['annotations'] as readonly JsonObject[]).map(({text: shown}) => shown),
    ['<b>p0</b>', '<b>p1</b>', '<b>p0 − p1</b>', '<b>picture</b>'],
  );
  t.regex(text, /likeness, p0 against p1/);
  t.true(html.includes('the plans give every layer the same rule'));
});

test('features are compared by bars', t => {
  const comparison = compare(features, features.plans[0]!, features.plans[1]!);
  const {figure} = comparisonOutput(features, comparison);
  t.deepEqual(
    figure!.data.map(({x}) => x),
    [
      [6, -1],
      [0.5, 0.5],
      [5.5, -1.5],
    ],
  );
});

test('progress is a bar with words, and ends as one line', t => {
  const {html, text} = progressOutput({done: 3, total: 48, secondsLeft: 75, unit: 'explanations'});
  t.is(text, '3 of 48 explanations, 1 min 15 s left');
  t.is(html, `<div><progress value="3" max="48"></progress> ${text}</div>`);
  t.is(progressOutput({done: 0, total: 1, secondsLeft: null, unit: 'x'}).text, '0 of 1 x');
  t.is(progressSummary(48, 1.24, 'explanations').text, '48 explanations in 1.2 s');
  t.is(progressSummary(48, 59.7, 'explanations').text, '48 explanations in 1 min 0 s');
});

test('text tables align their columns by letters, and no cell breaks a line', t => {
  const {text} = tableOutput('caption', {
    headers: ['name', 'n'],
    rows: [
      ['Σ\u001b[31m', '12'],
      ['two\nlines', '3'],
    ],
    align: ['left', 'right'],
  });
  t.deepEqual(text.split('\n'), ['caption', 'name        n', 'Σ [31m     12', 'two lines   3']);
});
