import {Buffer} from 'node:buffer';
import {gunzipSync} from 'node:zlib';
import test from 'ava';
import {escapeHtml, escapeScript} from '../../src/plot/escape.js';
import {heatmapFigure} from '../../src/plot/heatmap.js';
import {reportPage} from '../../src/plot/html.js';
import type {Section} from '../../src/plot/page-section.js';
import {readPlotly} from '../../src/plot/plotly-source.js';
import {encodePng} from '../../src/plot/png.js';

const hostile = `</script><script>alert('1')</script> "x" & <img src=x onerror=alert(1)> <!-- %{z}`;
const png = encodePng({width: 2, height: 1, rgba: new Uint8Array(8)});
const figure = heatmapFigure({
  values: Float32Array.of(1, -1),
  width: 2,
  height: 1,
  limit: 1,
  title: hostile,
});
const table = {
  headers: ['#', hostile],
  rows: [
    ['0', hostile],
    ['1', 'good'],
  ],
  align: ['right', 'left'],
} as const;
const sections: readonly Section[] = [
  {kind: 'heading', text: hostile},
  {kind: 'heading', text: 'second', level: 3},
  {kind: 'paragraph', text: hostile},
  {kind: 'table', caption: hostile, table, failed: [{row: 0, reason: hostile}]},
  {kind: 'figure', figure, png, alt: hostile, caption: hostile},
  {kind: 'figure', figure: null, png, alt: 'only a picture', caption: 'none'},
  {kind: 'preformatted', text: hostile},
  {kind: 'notes', lines: [hostile, 'plain']},
];

const page = reportPage({title: hostile, sections, plotly: 'embed', footer: hostile});
const plain = reportPage({title: hostile, sections, plotly: 'none'});

/** Tags as a browser finds them: script contents are text up to the first closing tag. */
function tags(html: string, name: string): readonly string[] {
  const bare = html.replaceAll(/(<script[^>]*>)[\s\S]*?(<\/script>)/g, '$1$2');
  return bare.match(new RegExp(`<${name}[\\s>][^>]*>?`, 'g')) ?? [];
}

test('hostile text cannot add elements', t => {
  t.is(tags(page, 'img').length, 2);
  t.is(tags(page, 'script').length, 3);
  t.is(tags(plain, 'script').length, 0);
  t.false(page.includes("<script>alert('1')"));
  t.false(page.includes('<img src=x'));
  t.false(page.includes('<!--'));
});

test('attributes cannot be left', t => {
  t.true(page.includes('alt="&lt;/script&gt;'));
  t.is(escapeHtml(`<a b="c" d='e'>&\0`), '&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;\uFFFD');
});

test('a figure in the page reads back as it was, without a single <', t => {
  const [, json] = /<script type="application\/json">([\s\S]*?)<\/script>/.exec(page) ?? [];
  t.false(json?.includes('<'));
  t.deepEqual(JSON.parse(json ?? ''), JSON.parse(JSON.stringify(figure)));
  t.deepEqual(JSON.parse(escapeScript(JSON.stringify('a\u2028<b'))), 'a\u2028<b');
});

test('Plotly is in the page once, packed, and unpacks to the installed script', t => {
  const scripts = page.match(/<script id="plotly" type="application\/gzip">[^<]*<\/script>/g) ?? [];
  t.is(scripts.length, 1);
  const packed = scripts[0]!.replace(/^[^>]*>/, '').replace('</script>', '');
  t.true(gunzipSync(Buffer.from(packed, 'base64')).equals(readPlotly()));
});

test('nothing in the page is fetched', t => {
  t.notRegex(page, /https?:/);
  t.notRegex(page, /<link|@import|url\(/);
  for (const image of tags(page, 'img')) t.regex(image, /src="data:image\/png;base64,/);
});

test('the policy forbids fetching, and scripts where there are none', t => {
  t.regex(page, /content="default-src 'none'; script-src 'unsafe-inline';/);
  t.regex(plain, /content="default-src 'none'; script-src 'none';/);
});

test('a page without interactive figures does not carry Plotly', t => {
  t.true(plain.length < 20_000);
  t.false(plain.includes('application/json'));
  const pictures = reportPage({title: 'x', sections: sections.slice(5), plotly: 'embed'});
  t.is(tags(pictures, 'script').length, 0);
});

test('failing rows say so in words', t => {
  t.is((plain.match(/<tr class="failed">/g) ?? []).length, 1);
  t.regex(plain, /<tr class="failed">.*✗ &lt;\/script&gt;/);
  t.true(plain.includes('<td class="verdict">passed</td>'));
});

test('numbers are aligned at the right', t => {
  t.true(plain.includes('<th scope="col" class="number">#</th>'));
  t.true(plain.includes('<td class="number">0</td>'));
});

test('a long page has links to its sections', t => {
  const long = reportPage({
    title: 'x',
    plotly: 'none',
    sections: ['a', 'b', 'c'].map(text => ({kind: 'heading', text})),
  });
  t.true(long.includes('<a href="#section-2">b</a>'));
  t.true(long.includes('<h2 id="section-2">b</h2>'));
  t.false(plain.includes('<nav'));
});
