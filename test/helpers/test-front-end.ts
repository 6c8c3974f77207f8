import {copyFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {ExecutionContext, TestFn} from 'ava';
import type {Locator, Page} from 'playwright-core';
import {openOfflinePage} from './chromium.js';
import {FrontEndHolder, keepScreenshot, type FrontEnd} from './front-end.js';
import {executeNotebook} from './jupyter.js';
import {completions, openNotebookPage, type NotebookPage} from './notebook-page.js';
import {longExplanation, writeSample} from './sample-notebook.js';
import {worksheetFolder, worksheetNames} from './worksheets.js';

/** Moves the mouse over the panels of a figure until a hover box shows; returns what the box says. */
export async function hover(page: Page, figure: Locator): Promise<string> {
  const panels = figure.locator('.nsewdrag');
  const box = figure.locator('.hoverlayer .hovertext');
  for (let tries = 0; tries < 20; tries++) {
    const panel = panels.nth(tries % (await panels.count()));
    await panel.scrollIntoViewIfNeeded();
    const {x, y, width, height} = (await panel.boundingBox())!;
    await page.mouse.move(x + width * 0.4, y + height * 0.4);
    await page.mouse.move(x + width * 0.4 + 2, y + height * 0.4 + 2);
    const shown = await box
      .first()
      .waitFor({timeout: 1000})
      .then(
        () => true,
        () => false,
      );
    const text = shown ? (await box.allTextContents()).join('\n') : '';
    // The page may still be moving under the mouse, which takes the box away again.
    if (text !== '') return text;
  }
  throw new Error('no hover box shows');
}

/** Registers the tests of a front end: everything a person does with a notebook, in Chromium, without a network. */
export function testFrontEnd(test: TestFn, kind: 'lab' | 'notebook', name: string): void {
  const holder = new FrontEndHolder(kind);
  const inFrontEnd = (
    title: string,
    run: (t: ExecutionContext, frontEnd: FrontEnd) => Promise<void>,
  ) =>
    test.serial(`${name}: ${title}`, async t => {
      const frontEnd = await holder.get(t);
      if (frontEnd !== null) await run(t, frontEnd);
    });
  const opened = async (
    t: ExecutionContext,
    {server, browser}: FrontEnd,
    notebook: string,
  ): Promise<NotebookPage & {readonly outside: readonly string[]}> => {
    const {page, outside} = await openOfflinePage(browser);
    t.teardown(() => page.context().close());
    return {...(await openNotebookPage(page, server, notebook)), outside};
  };

  test.after.always(`${name} ends`, () => holder.close());

  inFrontEnd(
    'a notebook runs, a picture is live and answers the mouse, half a rule is completed',
    async (t, frontEnd) => {
      const sample = await writeSample(frontEnd.home);
      const {page, runAll, cells, output, typeNew, outside} = await opened(t, frontEnd, sample);
      await runAll();
      t.is(await page.locator('.jp-RenderedText[data-mime-type*="stderr"]').count(), 0);
      t.is(await output(cells.nth(3)).innerText(), '42');
      const figure = cells.nth(2).locator('.js-plotly-plot').first();
      await figure.waitFor();
      const said = await hover(page, figure);
      t.regex(said, /relevance/i);
      await keepScreenshot(page, `${kind}-hover`);
      await typeNew('all use ga');
      const offered = await completions(page);
      t.true(
        offered.some(text => text.startsWith('gamma')),
        offered.join(),
      );
      await keepScreenshot(page, `${kind}-completion`);
      t.deepEqual(outside, []);
    },
  );

  // Notebook 7 is made of JupyterLab's parts: what it shares is tested there.
  if (kind === 'lab')
    inFrontEnd('a worksheet opens, runs, and shows live pictures', async (t, frontEnd) => {
      const name = worksheetNames.find(each => each.startsWith('3'));
      if (name === undefined) {
        t.log('not run: there is no worksheet 3');
        t.pass();
        return;
      }
      await copyFile(
        join(worksheetFolder, `${name}.ipynb`),
        join(frontEnd.home.work, `${name}.ipynb`),
      );
      const {page, runAll, outside} = await opened(t, frontEnd, `${name}.ipynb`);
      await runAll();
      const failures = page.locator('[data-mime-type="application/vnd.jupyter.error"]');
      t.deepEqual(await failures.allInnerTexts(), []);
      const figure = page.locator('.js-plotly-plot').first();
      await figure.waitFor();
      t.regex(await hover(page, figure), /relevance/i);
      await keepScreenshot(page, `${kind}-worksheet`);
      t.deepEqual(outside, []);
    });

  inFrontEnd('a long explanation is interrupted, and the next cell runs', async (t, frontEnd) => {
    const sample = await writeSample(frontEnd.home, 'interrupt.ipynb');
    const {page, runAll, cells, output, typeNew, start, interrupt, idle} = await opened(
      t,
      frontEnd,
      sample,
    );
    await runAll();
    const long = await typeNew(longExplanation);
    await start();
    // Progress, or at least the star of a running cell.
    await long.locator('.jp-InputPrompt', {hasText: '[*]'}).waitFor();
    await page.waitForTimeout(1000);
    await interrupt();
    await idle();
    t.regex((await output(long).allInnerTexts()).join('\n'), /interrupt/i);
    const next = await typeNew('answer + 1');
    await start();
    await output(next).first().waitFor();
    t.deepEqual(await output(next).allInnerTexts(), ['43']);
    t.is(await cells.count(), 6);
    await keepScreenshot(page, `${kind}-interrupt`);
  });

  if (kind === 'lab')
    inFrontEnd(
      'a notebook from elsewhere, not trusted, shows its pictures',
      async (t, frontEnd) => {
        const {home} = frontEnd;
        await writeSample(home, 'told.ipynb');
        const {notebook} = await executeNotebook(home, join(home.work, 'told.ipynb'));
        await writeFile(join(home.work, 'elsewhere.ipynb'), JSON.stringify(notebook));
        const {page, cells, output} = await opened(t, frontEnd, 'elsewhere.ipynb');
        const picture = output(cells.nth(2)).locator('img').first();
        await picture.waitFor();
        t.regex((await picture.getAttribute('src'))!, /^data:image\/png;base64,/);
        t.true((await picture.boundingBox())!.width > 100);
        t.is(await page.locator('.js-plotly-plot').count(), 0);
        t.is(await page.locator('.jp-OutputArea script').count(), 0);
        await keepScreenshot(page, `${kind}-untrusted`);
      },
    );
}
