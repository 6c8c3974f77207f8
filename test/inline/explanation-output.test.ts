import test from 'ava';
import {explanationOutput} from '../../src/inline/explanation-output.js';
import {largestFigure} from '../../src/inline/explorer-budget.js';
import {explorerEntries, explorerSteps} from '../../src/inline/explorer-steps.js';
import type {Json, JsonObject} from '../../src/plot/figure.js';
import {matchesGolden} from '../plot/golden-file.js';
import {explained as features} from '../report/explained.js';
import {madeUp} from './pictures.js';

type Slider = {readonly steps: readonly {readonly label: string; readonly args: readonly Json[]}[]};
type Menu = {
  readonly buttons: readonly {readonly label: string; readonly args: readonly JsonObject[]}[];
};

const sliderOf = (layout: JsonObject) => (layout['sliders'] as unknown as readonly Slider[])[0]!;
const menuOf = (layout: JsonObject) => (layout['updatemenus'] as unknown as readonly Menu[])[0]!;

test('one row under one plan, with its layers, is the figure that a person has reviewed', t => {
  const {figure} = explanationOutput(madeUp({rows: 1, plans: 1}));
  matchesGolden(t, 'explorer', figure);
});

test('the slider goes from the input through every layer, summed first and then by channel', t => {
  const {figure} = explanationOutput(madeUp());
  t.deepEqual(
    sliderOf(figure!.layout).steps.map(({label}) => label),
    [
      'input',
      '0 conv1',
      '0 conv1, channel ranked 1 of 3',
      '0 conv1, channel ranked 2 of 3',
      '0 conv1, channel ranked 3 of 3',
      '1 dense4',
    ],
  );
});

test('a step sets every map, its scale and the size of the panel', t => {
  const {figure} = explanationOutput(madeUp());
  const {args} = sliderOf(figure!.layout).steps.at(-1)!;
  const [update, layout, traces] = args as unknown as [
    {[key: string]: readonly Json[]},
    JsonObject,
    readonly number[],
  ];
  t.deepEqual(traces, [0, 1, 2, 3]);
  for (const values of Object.values(update)) t.is(values.length, 4);
  t.deepEqual(layout, {
    'xaxis.range': [-0.5, 1.5],
    'xaxis.dtick': 1,
    'yaxis.dtick': 1,
    'yaxis.range': [0.5, -0.5],
  });
  t.true(update['zmin']!.every(value => value === update['zmin']![0]));
});

test('the menu shows one map and the picture of its row', t => {
  const {figure} = explanationOutput(madeUp());
  const {buttons} = menuOf(figure!.layout);
  t.deepEqual(
    buttons.map(({label}) => label),
    ['s0 for dog (1) · p0', 's0 for dog (1) · p1', 's1 for dog (1) · p0', 's1 for dog (1) · p1'],
  );
  t.deepEqual(buttons[2]!.args[0]!['visible'], [false, false, true, false, false, true]);
  t.deepEqual(
    figure!.data.map(({type}) => type),
    ['heatmap', 'heatmap', 'heatmap', 'heatmap', 'image', 'image'],
  );
  t.deepEqual(
    figure!.data.map(({visible}) => visible),
    [true, false, false, false, true, false],
  );
});

test('without layers there is a menu and no slider', t => {
  const {layout} = explanationOutput(madeUp({layers: false})).figure!;
  t.is(layout['sliders'], undefined);
  t.is(menuOf(layout).buttons.length, 4);
});

test('layers that only some plans list are no steps', t => {
  const made = madeUp({rows: 1});
  const [first, second] = made.plans;
  const shorter = {...second!, layers: [second!.layers![0]!.filter(({node}) => node !== 1)]};
  const explained = {...made, plans: [first!, shorter]};
  t.deepEqual(
    explorerSteps(explained, explorerEntries(explained)).map(({label}) => label),
    ['input', '1 dense4'],
  );
});

test('hovering a coloured picture tells its three channels, a grey one its grey', t => {
  const grey = explanationOutput(madeUp()).figure!.data[0]!;
  const coloured = explanationOutput(madeUp({channels: 3})).figure!.data[0]!;
  t.true(String(grey['hovertemplate']).includes('grey %{customdata}'));
  t.is((grey['customdata'] as JsonObject)['shape'], '2, 2');
  t.true(
    String(coloured['hovertemplate']).includes(
      'R %{customdata[0]}, G %{customdata[1]}, B %{customdata[2]}',
    ),
  );
  t.is((coloured['customdata'] as JsonObject)['shape'], '2, 2, 3');
});

test('large maps travel as bytes, small ones as exact numbers', t => {
  const dtype = (side: number) => {
    const [trace] = explanationOutput(madeUp({side, rows: 1, plans: 1})).figure!.data;
    return (trace!['z'] as JsonObject)['dtype'];
  };
  t.is(dtype(64), 'f4');
  t.is(dtype(65), 'i1');
});

for (const made of [
  {side: 28, rows: 12, plans: 3},
  {side: 224, channels: 3, rows: 1, plans: 3},
  {side: 224, channels: 3, rows: 24, plans: 6},
]) {
  test(`${made.rows} rows of ${made.side} pixels under ${made.plans} plans stay within bounds, and what is left out is said`, t => {
    const {figure, html, text} = explanationOutput(madeUp(made));
    const bytes = JSON.stringify(figure).length;
    t.true(bytes < largestFigure * 1.1, `${bytes} bytes`);
    const maps = figure!.data.filter(({type}) => type === 'heatmap').length;
    if (maps < made.rows * made.plans) {
      const note = `The figure holds the first ${maps} of ${made.rows * made.plans} maps`;
      t.true(html.includes(note) && text.includes(note));
    } else t.pass();
  });
}

test('text is worth reading: size, extremes and sum of each map, then the account', t => {
  const {text} = explanationOutput(madeUp({rows: 1, plans: 1}));
  const lines = text.split('\n');
  t.is(lines[0], 's0 for dog (1): heatmap 2x2, min -4, max 6, sum 4');
  t.is(lines[1], 'where the relevance went');
});

test('an input that is no picture gives bars, a chart a plan', t => {
  const {figure, text, png} = explanationOutput(features);
  t.deepEqual(
    figure!.data.map(({type}) => type),
    ['bar', 'bar'],
  );
  t.is(menuOf(figure!.layout).buttons.length, 2);
  t.true(text.startsWith('x.png for dog (1) · a: 2 features, min -1, max 6, sum 5'));
  t.truthy(png);
});

test('verdicts stand below, failures by row and layer', t => {
  const checks = [
    {check: 'positivity', plan: 'p0', tolerance: 0.1, passed: true, failures: []},
    {
      check: 'conservation',
      plan: 'p1',
      tolerance: 0.05,
      passed: false,
      failures: [{sample: 1, layer: 'conv1', reason: 'keeps 12 % of 8'}],
    },
  ] as const;
  const {html, text} = explanationOutput(madeUp(), {checks});
  t.true(text.includes('✓ positivity within 10 %, plan p0: passed'));
  t.true(text.includes('✗ conservation within 5 %, plan p1: FAILED'));
  t.true(text.includes('    s1 for dog (1), layer conv1: keeps 12 % of 8'));
  t.true(html.includes('<li>s1 for dog (1), layer conv1: keeps 12 % of 8</li>'));
});

test('of hundreds of explanations the text and the table hold the first, and say so', t => {
  const {text, html} = explanationOutput(madeUp({rows: 60, plans: 2}));
  t.true(text.split('\n').length < 110, text);
  t.regex(text, /… and 72 more/);
  t.regex(text, /72 more lines: show ledger has them all/);
  t.regex(html, /72 more lines: show ledger has them all/);
  t.is(html.match(/<tr/g)?.length, 49);
});
