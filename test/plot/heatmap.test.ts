import {Buffer} from 'node:buffer';
import test from 'ava';
import type {HeatmapOptions} from '../../src/plot/heatmap.js';
import {heatmapFigure} from '../../src/plot/heatmap.js';
import {PlotError} from '../../src/plot/plot-error.js';
import {matchesGolden} from './golden-file.js';

const small: HeatmapOptions = {
  values: Float32Array.of(0.5, -0.25, 0, 1, 0, -0.25),
  width: 3,
  height: 2,
  limit: 1,
  title: 'digit <7>',
};

test('a heatmap of 2×3 pixels', t => {
  matchesGolden(t, 'heatmap', heatmapFigure(small));
});

test('the scale is symmetric about zero and its limit stands in the title', t => {
  const figure = heatmapFigure({...small, limit: 0.0123456});
  const [trace] = figure.data;
  t.is(trace?.['zmin'], -0.0123456);
  t.is(trace?.['zmid'], 0);
  t.is(trace?.['zmax'], 0.0123456);
  t.regex((figure.layout['title'] as {text: string}).text, /±0\.01235$/);
});

test('int8 steps keep their own symmetric scale, labelled in units of relevance', t => {
  const [trace] = heatmapFigure({...small, precision: 'int8'}).data;
  const z = trace?.['z'] as {dtype: string; bdata: string; shape: string};
  t.is(z.dtype, 'i1');
  t.deepEqual([...new Int8Array(Buffer.from(z.bdata, 'base64'))], [64, -32, 0, 127, 0, -32]);
  t.deepEqual([trace?.['zmin'], trace?.['zmid'], trace?.['zmax']], [-127, 0, 127]);
  const bar = trace?.['colorbar'] as {ticktext: string[]};
  t.deepEqual(bar.ticktext, ['−1', '−0.5', '0', '0.5', '1']);
});

test('shares of the total stand beside the numbers', t => {
  const [trace] = heatmapFigure(small).data;
  const {bdata} = trace!['customdata'] as {bdata: string};
  const bytes = Buffer.from(bdata, 'base64');
  t.deepEqual(
    [0, 4, 8, 12, 16, 20].map(at => bytes.readFloatLE(at)),
    [0.5, -0.25, 0, 1, 0, -0.25],
  );
});

test('where relevance cancels there is no share of the total', t => {
  const values = Float32Array.of(1e8, -1e8, 0, 0, 0, 0);
  const [trace] = heatmapFigure({...small, values, limit: 1e8}).data;
  const {bdata} = trace!['customdata'] as {bdata: string};
  t.true(Buffer.from(bdata, 'base64').every(byte => byte === 0));
});

test('a map without relevance is drawn on a scale of its own, not on 0 … 0', t => {
  const figure = heatmapFigure({...small, values: new Float32Array(6), limit: 0});
  const [trace] = figure.data;
  t.deepEqual([trace?.['zmin'], trace?.['zmax']], [-1, 1]);
  t.regex((figure.layout['title'] as {text: string}).text, /±0$/);
  t.false(JSON.stringify(figure).includes('null'));
});

test('titles cannot carry markup', t => {
  const {text} = heatmapFigure(small).layout['title'] as {text: string};
  t.true(text.startsWith('digit &lt;7&gt;'));
});

test('what cannot be drawn is refused', t => {
  const code = (options: HeatmapOptions) =>
    t.throws(() => heatmapFigure(options), {instanceOf: PlotError})?.code;
  const bad = Float32Array.of(0, 0, Number.NaN, 0, 0, 0);
  t.is(code({...small, values: bad}), 'plot/not-finite');
  t.is(code({...small, values: bad.map(x => x / 0)}), 'plot/not-finite');
  t.is(code({...small, width: 4}), 'plot/shape');
  t.is(code({...small, width: 0, height: 0, values: new Float32Array(0)}), 'plot/shape');
  t.is(code({...small, limit: -1}), 'plot/limit');
  t.is(code({...small, limit: Number.NaN}), 'plot/limit');
});
