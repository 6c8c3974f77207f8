import test from 'ava';
import {causes, lossOf, stackOf} from '../../src/plot/causes.js';
import {ledgerFigure} from '../../src/plot/ledger-chart.js';
import {PlotError} from '../../src/plot/plot-error.js';
import {renderLedger} from '../../src/plot/render-ledger.js';
import {matchesGolden} from './golden-file.js';
import {layer, threeLayers} from './samples.js';

const failures = [{layer: 'conv1', reason: 'keeps 27.3 % of 11, allowed 5 %'}];

test('a ledger of three layers, one of them failed', t => {
  matchesGolden(t, 'ledger', ledgerFigure(threeLayers, {title: 'talk & digit', failures}));
});

test('the stacked causes sum to what the layer keeps', t => {
  const losses = threeLayers.layers.map(lossOf);
  t.deepEqual(losses, [3, 0, -0.5]);
  t.deepEqual(stackOf(threeLayers.layers[2]!), {low: -0.5, high: 0});
});

test('causes differ by pattern, not by colour alone', t => {
  t.is(new Set(causes.map(({pattern}) => pattern)).size, causes.length);
  t.is(new Set(causes.map(({shape}) => shape)).size, causes.length);
});

test('a failed layer carries a cross, its reason and a band; the others none', t => {
  const figure = ledgerFigure(threeLayers, {title: 'talk', failures});
  const {ticktext} = figure.layout['yaxis'] as {ticktext: string[]};
  t.deepEqual(ticktext, ['<b>✗ 0 conv1</b>', 'pool1', '1 dense &lt;b&gt;1&lt;/b&gt;']);
  t.is((figure.layout['shapes'] as unknown[]).length, 1);
  const [hover, pool] = figure.data[0]!['hovertext'] as string[];
  t.true(hover?.includes('failed: keeps 27.3 % of 11, allowed 5 %'));
  t.false(pool?.includes('failed'));
});

test('hovering tells the rule and all numbers', t => {
  const [hover] = ledgerFigure(threeLayers, {title: 'talk'}).data[0]!['hovertext'] as string[];
  for (const part of [
    'conv1',
    'zero',
    'arriving 11',
    'handed on 8',
    'kept 3 (27.3 %)',
    'bias 2',
    'stabiliser 1',
    'negative share 12.5 %',
  ]) {
    t.true(hover?.includes(part), part);
  }
});

test('thirty layers have a row each, in both forms', t => {
  const layers = Array.from({length: 30}, (_, i) => layer({index: i, name: `block.${i}.conv`}));
  const figure = ledgerFigure({target: 0, logit: 8, layers}, {title: 'long'});
  const {ticktext} = figure.layout['yaxis'] as {ticktext: string[]};
  t.is(new Set(ticktext).size, 30);
  t.true(renderLedger({target: 0, logit: 8, layers}, {title: 'long'}).height > 30 * 20);
});

test('numbers that no chart can show are refused, with the layer', t => {
  for (const draw of [ledgerFigure, renderLedger]) {
    const bad = {...threeLayers, layers: [layer({name: 'conv9', bias: Number.NaN})]};
    const error = t.throws(() => draw(bad, {title: 'x'}), {instanceOf: PlotError});
    t.is(error?.code, 'plot/not-finite');
    t.true(error?.message.includes('"conv9"'));
    const empty = t.throws(() => draw({...threeLayers, layers: []}, {title: 'x'}), {
      instanceOf: PlotError,
    });
    t.is(empty?.code, 'plot/empty');
  }
});

test('relevance that grows without bound, or is zero everywhere, is still drawn', t => {
  const sizes = [0, 1e-30, 1e30, -1e30];
  for (const size of sizes) {
    const sample = {target: 0, logit: 1, layers: [layer({relevanceIn: size, bias: -size})]};
    t.notThrows(() => renderLedger(sample, {title: 'extreme'}));
    t.false(JSON.stringify(ledgerFigure(sample, {title: 'extreme'})).includes('null'));
  }
});
