import {Buffer} from 'node:buffer';
import test, {type ExecutionContext} from 'ava';
import type {Browser, Page} from 'playwright-core';
import {bundleOf} from '../../src/inline/bundle.js';
import {comparisonOutput} from '../../src/inline/comparison-output.js';
import {explanationOutput} from '../../src/inline/explanation-output.js';
import type {InlineOutput} from '../../src/inline/inline-output.js';
import {ledgerOutput} from '../../src/inline/ledger-output.js';
import {inlinePackage, PlotlyCarrier} from '../../src/inline/plotly-carrier.js';
import {escapeScript} from '../../src/plot/escape.js';
import {readPlotly} from '../../src/plot/plotly-source.js';
import {compare} from '../../src/report/compare.js';
import {findChromium, launchChromium, openOfflinePage} from '../helpers/chromium.js';
import {skipWithout} from '../helpers/jupyter.js';
import {hostile, madeUp} from './pictures.js';

const program = findChromium();
let browser: Browser | null = null;

test.before(async () => {
  if (program !== null) browser = await launchChromium(program);
});
test.after.always(() => browser?.close());

/** A test that needs Chromium; says so where there is none. */
function inChromium(title: string, run: (t: ExecutionContext, browser: Browser) => Promise<void>) {
  test.serial(title, async t => {
    if (browser === null) {
      skipWithout(t, 'Chromium', 'LRPLAB_CHROMIUM names one');
      return;
    }
    await run(t, browser);
  });
}

const head = '<!DOCTYPE html><meta charset="utf-8"><body>';
const explained = madeUp({side: 8, suffix: hostile});
const large = madeUp({side: 72, channels: 3, rows: 1, plans: 1});
const explorer = explanationOutput(explained);
const ledger = ledgerOutput(explained.plans[0]!.ledger[0]!, {
  title: hostile,
  failures: [{layer: `conv1${hostile}`, reason: `keeps too much ${hostile}`}],
});

/** HTML of outputs as cells of one session would give it. */
function cells(...outputs: readonly InlineOutput[]): readonly string[] {
  const plotly = new PlotlyCarrier();
  return outputs.map(output => String(bundleOf(output, plotly).data['text/html']));
}

async function plots(page: Page, count: number): Promise<void> {
  await page.waitForFunction(
    `document.querySelectorAll('.js-plotly-plot:has(.nsewdrag)').length >= ${count}`,
  );
}

/** What stands in hover boxes after the mouse went to the middle of a part of the page, moved by `shift`. */
async function hover(page: Page, selector: string, shift: readonly [number, number] = [0, 0]) {
  const box = (await page.locator(selector).first().boundingBox())!;
  const [x, y] = [box.x + box.width / 2 + shift[0], box.y + box.height / 2 + shift[1]];
  await page.mouse.move(x - 2, y - 2);
  await page.mouse.move(x, y, {steps: 3});
  await page.waitForSelector('.hoverlayer .hovertext');
  return (
    await page.locator('.hoverlayer .hovertext tspan, .hoverlayer .nums').allTextContents()
  ).join(' ');
}

/** An attribute of the heatmap that is shown, as Plotly reads it. */
function shown(page: Page, key: string): Promise<unknown> {
  return page.evaluate(`(() => {
    const traces = document.querySelector('.js-plotly-plot')._fullData;
    const value = traces.find(({visible, type}) => visible === true && type === 'heatmap')['${key}'];
    return '${key}' === 'z' ? Array.from(value, row => Array.from(row)) : value;
  })()`);
}

async function step(page: Page, share: number): Promise<string> {
  const box = (await page.locator('.slider-rail-touch-rect').first().boundingBox())!;
  await page.mouse.click(box.x + box.width * share, box.y + box.height / 2);
  await page.waitForTimeout(300);
  return (await page.locator('.slider-label').first().textContent()) ?? '';
}

for (const order of ['carrier first', 'carrier last'] as const) {
  inChromium(`two figures become interactive without a network, ${order}`, async (t, chrome) => {
    const {page, outside, errors} = await openOfflinePage(chrome);
    const html = cells(explorer, ledger);
    await page.setContent(head + (order === 'carrier first' ? html : [...html].reverse()).join(''));
    await plots(page, 2);
    t.deepEqual(outside, []);
    t.deepEqual(errors, []);
    // Pictures have given way, and hostile names have become text.
    t.is(await page.locator('[data-lrp] > img:visible').count(), 0);
    t.is(await page.locator('img[src="x"]').count(), 0);
    t.true((await page.locator('.js-plotly-plot').allTextContents()).join().includes('<img src=x'));
    await page.context().close();
  });
}

inChromium('slider and menu change the map, and hovering tells four things', async (t, chrome) => {
  const {page, errors} = await openOfflinePage(chrome);
  await page.setContent(head + cells(explorer).join(''));
  await plots(page, 1);
  const text = await hover(page, '.nsewdrag[data-subplot="xy"]', [5, 5]);
  t.regex(text, /row 4, column 4/);
  t.regex(text, /grey \d+/);
  t.regex(text, /relevance [+−-]?\d/);
  t.regex(text, /[+−-]?\d.*% of the total/);
  const [first, name] = [await shown(page, 'z'), await shown(page, 'name')];
  t.is(await step(page, 0.99), `1 dense4${hostile}`);
  const last = (await shown(page, 'z')) as readonly (readonly number[])[];
  t.notDeepEqual(last, first);
  t.deepEqual([last.length, last[0]!.length], [1, 2]);
  t.true((await hover(page, '.nsewdrag[data-subplot="xy"]', [20, 0])).includes('neuron 1'));
  await step(page, 0.01);
  t.deepEqual(await shown(page, 'z'), first);
  await page.locator('.updatemenu-header').click();
  await page.locator('.updatemenu-dropdown-button').nth(3).click();
  await page.waitForTimeout(300);
  t.not(await shown(page, 'name'), name);
  t.notDeepEqual(await shown(page, 'z'), first);
  t.deepEqual(errors, []);
  await page.context().close();
});

inChromium('rounded maps become relevance again where our script runs', async (t, chrome) => {
  const {page} = await openOfflinePage(chrome);
  await page.setContent(head + cells(explanationOutput(large)).join(''));
  await plots(page, 1);
  const z = ((await shown(page, 'z')) as number[][]).flat();
  const relevance = large.plans[0]!.relevance[0]!;
  const area = 72 * 72;
  const exact = Array.from({length: area}, (_, i) =>
    [0, 1, 2].reduce((sum, c) => sum + relevance[c * area + i]!, 0),
  );
  const most = Math.max(...exact.map(Math.abs));
  t.true(z.every((value, i) => Math.abs(value - exact[i]!) <= most / 253));
  const text = await hover(page, '.nsewdrag[data-subplot="xy"]');
  t.regex(text, /R \d+, G \d+, B \d+/);
  t.regex(text, /relevance [+−-]?\d+(\.\d+)?(?! ×)/);
  t.regex(text, /% of the total/);
  await page.context().close();
});

inChromium(
  'where Plotly alone draws the figure, slider, menu and hover work too',
  async (t, chrome) => {
    const {page, errors} = await openOfflinePage(chrome);
    const {figure} = explanationOutput(large);
    await page.setContent(`${head}<div id="plot"></div>`);
    await page.addScriptTag({content: Buffer.from(readPlotly(inlinePackage)).toString()});
    await page.addScriptTag({
      content: `Plotly.newPlot('plot', ${escapeScript(JSON.stringify(figure))})`,
    });
    await plots(page, 1);
    const text = await hover(page, '.nsewdrag[data-subplot="xy"]');
    t.regex(text, /R \d+, G \d+, B \d+/);
    t.regex(text, /relevance [+−-]?\d+ × /);
    const first = await shown(page, 'z');
    t.is(await step(page, 0.99), '1 dense4');
    t.notDeepEqual(await shown(page, 'z'), first);
    t.deepEqual(errors, []);
    await page.context().close();
  },
);

inChromium(
  'a click into a row of the ledger pins its rule and its loss by cause',
  async (t, chrome) => {
    for (const subplot of ['xy', 'x2y']) {
      const {page, errors} = await openOfflinePage(chrome);
      await page.setContent(head + cells(ledger).join(''));
      await plots(page, 1);
      t.is(await page.locator('.annotation').count(), 0);
      // The upper of two rows: conv1, which failed. A click counts once Plotly knows what is under the mouse.
      for (
        let tries = 0;
        tries < 10 && (await page.locator('.annotation').count()) === 0;
        tries++
      ) {
        await hover(page, `.nsewdrag[data-subplot="${subplot}"]`, [40 + tries, -12]);
        await page.mouse.down();
        await page.mouse.up();
        await page.waitForTimeout(300);
      }
      const texts = await page.locator('.annotation').allTextContents();
      t.is(texts.length, 1);
      t.true(texts[0]!.includes(`0 conv1${hostile}`));
      for (const part of ['zero', 'bias 2', 'stabiliser 0.5', 'failed: keeps too much'])
        t.true(texts[0]!.includes(part), part);
      t.deepEqual(errors, []);
      await page.context().close();
    }
  },
);

inChromium('a comparison shows both maps and their difference', async (t, chrome) => {
  const {page, errors} = await openOfflinePage(chrome);
  const [first, second] = explained.plans;
  await page.setContent(
    head + cells(comparisonOutput(explained, compare(explained, first!, second!))).join(''),
  );
  await plots(page, 1);
  const text = await hover(page, '.nsewdrag[data-subplot="x3y3"]', [5, 5]);
  t.regex(text, /relevance [+−-]?\d/);
  t.deepEqual(errors, []);
  await page.context().close();
});

inChromium('without scripts the pictures stay', async (t, chrome) => {
  const context = await chrome.newContext({javaScriptEnabled: false});
  const page = await context.newPage();
  await page.setContent(head + cells(explorer, ledger).join(''));
  const images = page.locator('[data-lrp] > img');
  t.is(await images.count(), 2);
  for (const image of await images.all()) {
    t.true(await image.isVisible());
    t.true((await image.boundingBox())!.width > 300);
  }
  await context.close();
});

inChromium(
  'a module loader on the page does not swallow Plotly, and another Plotly keeps its name',
  async (t, chrome) => {
    const {page} = await openOfflinePage(chrome);
    await page.setContent(
      `${head}<script>window.define = () => {}; define.amd = {}; window.Plotly = {other: true};</script>${cells(explorer).join('')}`,
    );
    await plots(page, 1);
    t.deepEqual(await page.evaluate('window.Plotly'), {
      other: true,
    });
    await page.context().close();
  },
);

inChromium(
  'an element that comes after its script, and one that leaves and returns, are drawn',
  async (t, chrome) => {
    const {page, errors} = await openOfflinePage(chrome);
    const [html] = cells(explorer);
    const script = html!.slice(html!.indexOf('<script>'));
    const div = /<div data-lrp="[^"]*">/.exec(html!)![0];
    await page.setContent(
      `${head}<main></main>${script.slice(0, script.lastIndexOf('</script>') + 9)}`,
    );
    await page.waitForFunction("'__lrpPlotly' in window");
    await page.evaluate(
      `document.querySelector('main').innerHTML = ${JSON.stringify(`${div}</div>`)}`,
    );
    await plots(page, 1);
    await page.evaluate("(window.kept = document.querySelector('[data-lrp]')).remove()");
    await page.waitForFunction("window.kept.querySelector('.js-plotly-plot') === null");
    await page.evaluate("document.querySelector('main').append(window.kept)");
    await plots(page, 1);
    t.deepEqual(errors, []);
    await page.context().close();
  },
);
