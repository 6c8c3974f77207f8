import {Buffer} from 'node:buffer';
import {createHash} from 'node:crypto';
import {gunzipSync} from 'node:zlib';
import test from 'ava';
import {inlinePackage, PlotlyCarrier} from '../../src/inline/plotly-carrier.js';
import {readPlotly} from '../../src/plot/plotly-source.js';

test('the first figure carries Plotly, the others do not', t => {
  const plotly = new PlotlyCarrier();
  t.true(plotly.loaderFor('a').length > 500_000);
  t.is(plotly.loaderFor('b'), '');
  t.is(plotly.loaderFor(null), '');
});

test('what it carries is the installed script, in less than 0.7 MB', t => {
  const html = new PlotlyCarrier().loaderFor(null);
  t.true(html.length < 700_000);
  const [, packed] = /gunzip\("([A-Za-z0-9+/=]+)"\)/.exec(html) ?? [];
  t.true(gunzipSync(Buffer.from(packed!, 'base64')).equals(readPlotly(inlinePackage)));
  t.is((html.match(/<\/?script/g) ?? []).length, 2);
});

test('a cell that carried it carries it again when it runs again, and once only', t => {
  const plotly = new PlotlyCarrier();
  plotly.cellStarts('a');
  t.not(plotly.loaderFor('a'), '');
  t.is(plotly.loaderFor('a'), '');
  plotly.cellStarts('b');
  t.is(plotly.loaderFor('b'), '');
  plotly.cellStarts('a');
  t.not(plotly.loaderFor('a'), '');
  t.is(plotly.loaderFor('a'), '');
});

test('where the carrying cell shows no figure any more, the next figure carries it', t => {
  const plotly = new PlotlyCarrier();
  plotly.cellStarts('a');
  t.not(plotly.loaderFor('a'), '');
  plotly.cellStarts('a');
  plotly.cellStarts('b');
  t.not(plotly.loaderFor('b'), '');
  plotly.cellStarts('a');
  t.is(plotly.loaderFor('a'), '');
});

test('where nobody tells when cells start, the carrying cell never loses it', t => {
  const plotly = new PlotlyCarrier();
  t.not(plotly.loaderFor('a'), '');
  t.not(plotly.loaderFor('a'), '');
  t.is(plotly.loaderFor('b'), '');
});

test('from a network it is asked for by version and checksum', t => {
  const html = new PlotlyCarrier('cdn').loaderFor(null);
  const checksum = createHash('sha384').update(readPlotly(inlinePackage)).digest('base64');
  t.true(html.includes(`"sha384-${checksum}"`));
  t.regex(html, /https:\/\/cdn\.jsdelivr\.net\/npm\/plotly\.js-cartesian-dist-min@\d+\.\d+\.\d+\//);
  t.true(html.length < 10_000);
});

test('where no Plotly is wanted, none is carried, and none counts as carried', t => {
  const plotly = new PlotlyCarrier('none');
  t.is(plotly.loaderFor('a'), '');
  plotly.mode = 'inline';
  t.not(plotly.loaderFor('b'), '');
});
