import test from 'ava';
import {barFigure} from '../../src/plot/bars.js';
import {featureBars} from '../../src/plot/feature-bars.js';
import {logitBars} from '../../src/plot/logit-bars.js';
import {PlotError} from '../../src/plot/plot-error.js';
import {renderBars} from '../../src/plot/render-bars.js';
import {matchesGolden} from './golden-file.js';

const logits = Float32Array.of(-1, 3, 0.5);

test('three classes, the second explained', t => {
  const chart = logitBars(logits, {title: 'scores', target: 1, classes: ['cat', '<dog>', 'fox']});
  t.deepEqual(chart.bars, [
    {label: '0 cat', value: -1, marked: false},
    {label: '1 <dog>', value: 3, marked: true},
    {label: '2 fox', value: 0.5, marked: false},
  ]);
  matchesGolden(t, 'logits', barFigure(chart));
});

test('classes without names are numbered', t => {
  t.is(logitBars(logits, {title: 'scores', target: 0}).bars[2]?.label, 'class 2');
});

test('of many classes the highest are shown, and the target always', t => {
  const many = Float32Array.from({length: 1000}, (_, i) => i);
  const {bars, title} = logitBars(many, {title: 'scores', target: 3, most: 5});
  t.deepEqual(
    bars.map(({value}) => value),
    [999, 998, 997, 996, 3],
  );
  t.deepEqual(
    bars.map(({marked}) => marked),
    [false, false, false, false, true],
  );
  t.is(title, 'scores (5 of 1000 classes)');
});

test('a target that is no class is refused', t => {
  for (const target of [-1, 3, 0.5]) {
    const error = t.throws(() => logitBars(logits, {title: 's', target}), {instanceOf: PlotError});
    t.is(error?.code, 'plot/shape');
  }
});

test('of many features the strongest are shown in their order', t => {
  const relevance = Float32Array.from({length: 100}, (_, i) => (i % 2 === 0 ? -i : i / 10));
  const {bars} = featureBars(relevance, {title: 'features'});
  t.is(bars.length, 64);
  t.is(bars.at(-1)?.label, 'feature 99');
  t.true(bars.some(({label}) => label === 'feature 98'));
  t.false(bars.some(({label}) => label === 'feature 1'));
  t.notThrows(() => renderBars({title: 'x', unit: 'relevance', bars, signed: true}));
});

test('nothing, too much and NaN are refused in both forms', t => {
  const bar = {label: 'a', value: 1, marked: false};
  for (const draw of [barFigure, renderBars]) {
    const code = (bars: (typeof bar)[]) =>
      t.throws(() => draw({title: 'x', unit: 'logit', bars}), {instanceOf: PlotError})?.code;
    t.is(code([]), 'plot/empty');
    t.is(code(Array.from({length: 65}, () => bar)), 'plot/too-large');
    t.is(code([{...bar, value: Number.NaN}]), 'plot/not-finite');
  }
});
