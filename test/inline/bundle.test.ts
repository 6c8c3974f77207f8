import {Buffer} from 'node:buffer';
import {gunzipSync} from 'node:zlib';
import test from 'ava';
import {bundleOf} from '../../src/inline/bundle.js';
import type {InlineOutput} from '../../src/inline/inline-output.js';
import {PlotlyCarrier} from '../../src/inline/plotly-carrier.js';
import {heatmapFigure} from '../../src/plot/heatmap.js';
import {encodePng} from '../../src/plot/png.js';

const hostile = `</script><img src=x onerror=alert(1)> "'&`;
const png = encodePng({width: 2, height: 1, rgba: new Uint8Array(8)});
const values = Float32Array.of(1, -1);
const figure = heatmapFigure({values, width: 2, height: 1, limit: 1, title: hostile});
const output: InlineOutput = {figure, png, alt: hostile, html: '<p>below</p>', text: 'a heatmap'};

test('a figure comes as Plotly, HTML, PNG and text, and never as a script of its own', t => {
  const {data, metadata} = bundleOf(output, new PlotlyCarrier());
  t.deepEqual(Object.keys(data), [
    'application/vnd.plotly.v1+json',
    'text/html',
    'image/png',
    'text/plain',
  ]);
  t.deepEqual(data['application/vnd.plotly.v1+json'], {...figure});
  t.is(data['image/png'], Buffer.from(png).toString('base64'));
  t.deepEqual(metadata, {'image/png': {width: 2, height: 1}});
  t.is(data['text/plain'], 'a heatmap');
});

test('a table alone has neither figure nor picture nor script', t => {
  const {data, metadata} = bundleOf({...output, figure: null, png: null}, new PlotlyCarrier());
  t.deepEqual(data, {'text/html': '<p>below</p>', 'text/plain': 'a heatmap'});
  t.deepEqual(metadata, {});
});

test('hostile text opens no element', t => {
  const html = String(bundleOf(output, new PlotlyCarrier()).data['text/html']);
  t.false(html.includes('<img src=x'));
  t.is((html.match(/<\/script>/g) ?? []).length, 2);
  t.is((html.match(/<img/g) ?? []).length, 1);
  t.true(html.includes('alt="&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt; &quot;&#39;&amp;"'));
});

test('the packed figure in the HTML is the figure', t => {
  const html = String(bundleOf(output, new PlotlyCarrier()).data['text/html']);
  const [, packed] = /push\(\["[0-9a-f]{16}","([A-Za-z0-9+/=]+)"\]\)/.exec(html) ?? [];
  const json = gunzipSync(Buffer.from(packed!, 'base64')).toString();
  t.deepEqual(JSON.parse(json), JSON.parse(JSON.stringify(figure)));
});

test('without Plotly the picture stands alone, and scripts are nowhere', t => {
  const {data} = bundleOf(output, new PlotlyCarrier('none'));
  t.false(String(data['text/html']).includes('<script'));
  t.true(String(data['text/html']).includes('data:image/png;base64,'));
});

test('the same output gives the same bundle, so that a notebook run again is the same file', t => {
  t.deepEqual(bundleOf(output, new PlotlyCarrier()), bundleOf(output, new PlotlyCarrier()));
});
