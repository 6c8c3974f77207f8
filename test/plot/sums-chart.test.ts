import test from 'ava';
import fc from 'fast-check';
import {PlotError} from '../../src/plot/plot-error.js';
import {renderSums} from '../../src/plot/render-sums.js';
import {seriesStyle} from '../../src/plot/series-style.js';
import {signedScale} from '../../src/plot/signed-scale.js';
import {sumsFigure, sumsOf} from '../../src/plot/sums-chart.js';
import {matchesGolden} from './golden-file.js';
import {layer, threeLayers} from './samples.js';

const even = {
  ...threeLayers,
  layers: threeLayers.layers.map(one => ({
    ...one,
    rule: 'zplus',
    relevanceIn: 10.5,
    relevanceOut: 10.5,
  })),
};
const chart = sumsOf('ΣR of rider for horse', [
  {plan: 'talk & digit', ledger: threeLayers, input: 8},
  {plan: 'taylor', ledger: even, input: 10.5},
]);

test('the sums of three layers under two plans', t => {
  matchesGolden(t, 'sums', sumsFigure(chart));
});

test('a line begins with what reaches the input and ends with the score', t => {
  const [talk, taylor] = chart.lines;
  t.deepEqual(talk?.values, [8, 11, 11, 10.5]);
  t.deepEqual(taylor?.values, [10.5, 10.5, 10.5, 10.5]);
  t.deepEqual(
    chart.places.map(({label}) => label),
    ['input', '0 conv1', 'pool1', '1 dense <b>1</b> (logits)'],
  );
});

test('a place says which rule has handed on to it', t => {
  t.deepEqual(chart.lines[0]?.rules, ['zero', 'winner', 'alphabeta(2, 1)', '']);
  const [hover] = sumsFigure(chart).data[0]!['hovertext'] as string[];
  t.is(hover, '<b>talk &amp; digit</b>  ΣR 8<br>what reaches the input<br>handed on by zero');
});

test('layers that only pass on are left out', t => {
  const layers = [layer({}), layer({index: null, name: 'relu1', kind: 'activation', rule: 'pass'})];
  const {places} = sumsOf('x', [{plan: 'a', ledger: {...threeLayers, layers}, input: 8}]);
  t.is(places.length, 2);
});

test('lines differ without their colours', t => {
  const marks = Array.from({length: 6}, (_, number) => {
    const {dash, marker} = seriesStyle(number);
    return [dash.join(), marker];
  });
  t.is(new Set(marks.map(([dash]) => dash)).size, 6);
  t.is(new Set(marks.map(([, marker]) => marker)).size, 6);
  const all = Array.from({length: 30}, (_, number) => JSON.stringify(seriesStyle(number)));
  t.is(new Set(all).size, 30);
});

test('sums that are alike stand on a linear axis, sums of very different sizes on a stretched one', t => {
  const alike = signedScale([
    [8, 11],
    [10, 0],
  ]);
  t.false(alike.stretched);
  t.is(alike.place(7), 7);
  const wild = signedScale([
    [8, 11],
    [10, 0],
    [1e6, -3e4],
  ]);
  t.true(wild.stretched);
  t.deepEqual(wild.ticks, [-10_000, -1000, -100, 0, 100, 1000, 10_000, 100_000, 1_000_000]);
});

test('an axis is increasing, keeps 0 and holds every number between its ends', t => {
  const number = fc.double({min: -1e30, max: 1e30, noNaN: true});
  const line = fc.array(number, {minLength: 1, maxLength: 5});
  t.notThrows(() =>
    fc.assert(
      fc.property(fc.array(line, {minLength: 1, maxLength: 5}), lines => {
        const {place, range, ticks} = signedScale(lines);
        const places = lines.flat().map(place);
        return (
          range[0] < range[1] &&
          places.every(at => at >= range[0] && at <= range[1]) &&
          Math.abs(place(0)) === 0 &&
          ticks.every(Number.isFinite) &&
          ticks.every((tick, index) => index === 0 || tick > ticks[index - 1]!)
        );
      }),
      {seed: 7},
    ),
  );
});

test('numbers that no chart can show are refused, with the plan', t => {
  const [line] = chart.lines;
  const bad = {...chart, lines: [{...line!, values: [8, Number.NaN, 11, 10]}]};
  const short = {...chart, lines: [{...line!, values: [8]}]};
  for (const draw of [sumsFigure, renderSums]) {
    t.is(t.throws(() => draw(bad), {instanceOf: PlotError})?.code, 'plot/not-finite');
    t.is(t.throws(() => draw(short), {instanceOf: PlotError})?.code, 'plot/shape');
    t.is(t.throws(() => draw({...chart, lines: []}), {instanceOf: PlotError})?.code, 'plot/empty');
  }
  const other = {...threeLayers, layers: [layer({name: 'conv9'})]};
  const mixed = [
    {plan: 'a', ledger: threeLayers, input: 8},
    {plan: 'b', ledger: other, input: 8},
  ];
  t.is(t.throws(() => sumsOf('x', mixed), {instanceOf: PlotError})?.code, 'plot/shape');
});

test('a drawing has room for thirty layers and for ten plans', t => {
  const layers = Array.from({length: 30}, (_, i) => layer({index: i, name: `block.${i}.conv`}));
  const ledger = {target: 0, logit: 8, layers};
  const few = renderSums(sumsOf('few', [{plan: 'a', ledger, input: 8}]));
  const many = renderSums(
    sumsOf(
      'many',
      Array.from({length: 10}, (_, i) => ({plan: `a plan ${i} of some length`, ledger, input: i})),
    ),
  );
  t.true(few.height > 30 * 20);
  t.true(many.height > few.height);
});
