import {readPlotly} from '../../src/plot/plotly-source.js';
import type {Figure} from '../../src/plot/figure.js';
import {findChromium, launchChromium, openOfflinePage} from '../../test/helpers/chromium.js';

/** Draws a figure with plotly.js in Chromium, off the network, as SVG. Null where there is no Chromium. */
export async function drawSvg(figure: Figure): Promise<string | null> {
  const program = findChromium();
  if (program === null) return null;
  const browser = await launchChromium(program);
  try {
    const {page} = await openOfflinePage(browser);
    await page.setContent('<div id="figure"></div>');
    await page.addScriptTag({content: new TextDecoder().decode(readPlotly())});
    const address = await page.evaluate(
      `Plotly.toImage(${JSON.stringify(figure)}, {format: 'svg', width: ${Number(figure.layout['width'])}, height: ${Number(figure.layout['height'])}})`,
    );
    return decodeURIComponent(String(address).replace(/^data:image\/svg\+xml,/, ''));
  } finally {
    await browser.close();
  }
}
