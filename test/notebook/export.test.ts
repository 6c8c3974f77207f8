import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import test from 'ava';
import {findChromium, launchChromium, openOfflinePage} from '../helpers/chromium.js';
import {keepScreenshot} from '../helpers/front-end.js';
import {
  executeNotebook,
  exportHtml,
  installLrplab,
  openJupyter,
  skipWithout,
} from '../helpers/jupyter.js';
import {writeSample} from '../helpers/sample-notebook.js';
import {hover} from '../helpers/test-front-end.js';

test('a page exported by nbconvert is live without a network', async t => {
  const home = await openJupyter(t);
  if (home === null) return;
  const chromium = findChromium();
  if (chromium === null) {
    skipWithout(t, 'Chromium', 'install it, or set LRPLAB_CHROMIUM to its program');
    return;
  }
  await installLrplab(home);
  await writeSample(home);
  const {path} = await executeNotebook(home, join(home.work, 'sample.ipynb'));
  const html = await exportHtml(home, path);
  t.true((await readFile(html)).length < 4e6);
  const browser = await launchChromium(chromium);
  t.teardown(() => browser.close());
  const {page} = await openOfflinePage(browser);
  await page.goto(pathToFileURL(html).href);
  const figure = page.locator('.js-plotly-plot').first();
  await figure.waitFor();
  t.regex(await hover(page, figure), /relevance/i);
  await keepScreenshot(page, 'export');
});

test('a saved notebook carries plotly.js once, a picture beside every figure, and no script of its own mime type', async t => {
  const home = await openJupyter(t);
  if (home === null) return;
  await installLrplab(home);
  await writeSample(home);
  const {notebook} = await executeNotebook(home, join(home.work, 'sample.ipynb'));
  const bundles = notebook.cells
    .flatMap(({outputs = []}) => outputs)
    .flatMap(({data}) => (data === undefined ? [] : [data]));
  t.true(bundles.length > 0);
  for (const bundle of bundles) {
    t.truthy(bundle['text/plain']);
    t.is(bundle['application/javascript'], undefined);
    if (bundle['application/vnd.plotly.v1+json'] !== undefined) t.truthy(bundle['image/png']);
  }
  t.true(JSON.stringify(notebook).length < 2e6);
});
