import {mkdir, mkdtemp, realpath, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {ExecutionContext} from 'ava';
import type {Browser, Page} from 'playwright-core';
import {findChromium, launchChromium} from './chromium.js';
import {
  findJupyter,
  installLrplab,
  makeHome,
  skipWithout,
  startServer,
  type JupyterHome,
  type JupyterServer,
} from './jupyter.js';

/** A server and a browser for the tests of one file. */
export interface FrontEnd {
  readonly home: JupyterHome;
  readonly server: JupyterServer;
  readonly browser: Browser;
}

/** Starts both when a test first asks, once; ends them after the last. */
export class FrontEndHolder {
  readonly #kind: 'lab' | 'notebook';
  #folder: string | null = null;
  #opened: Promise<FrontEnd> | null = null;

  constructor(kind: 'lab' | 'notebook') {
    this.#kind = kind;
  }

  /** The front end; null, with the test ended, where Jupyter or Chromium is absent. */
  async get(t: ExecutionContext): Promise<FrontEnd | null> {
    const [jupyter, chromium] = [findJupyter(), findChromium()];
    if (jupyter === null) {
      skipWithout(t, 'Jupyter', 'set LRPLAB_JUPYTER to the folder of its programs, or run .ci/run');
      return null;
    }
    if (chromium === null) {
      skipWithout(t, 'Chromium', 'install it, or set LRPLAB_CHROMIUM to its program');
      return null;
    }
    this.#opened ??= this.#open(jupyter, chromium);
    return this.#opened;
  }

  async #open(jupyter: string, chromium: string): Promise<FrontEnd> {
    this.#folder = await realpath(await mkdtemp(join(tmpdir(), 'lrplab-front-end-')));
    const home = await makeHome(this.#folder, jupyter);
    await installLrplab(home);
    const server = await startServer(home, this.#kind);
    return {home, server, browser: await launchChromium(chromium)};
  }

  async close(): Promise<void> {
    const opened = await this.#opened?.catch(() => null);
    await opened?.browser.close();
    await opened?.server.stop();
    if (this.#folder !== null)
      await rm(this.#folder, {recursive: true, force: true, maxRetries: 5}).catch(() => {});
  }
}

/** Keeps what the page shows in `out/front-ends`, to be looked at. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  await mkdir('out/front-ends', {recursive: true});
  await page.screenshot({path: join('out/front-ends', `${name}.png`)});
}
