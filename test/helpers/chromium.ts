import {chromium, type Browser, type Page} from 'playwright-core';
import {findOnPath} from '../../kernel/install/on-path.js';
import {processSurroundings} from '../../kernel/install/surroundings.js';

/** Chromium's program: `LRPLAB_CHROMIUM`, else one on the PATH; null where there is none. */
export function findChromium(): string | null {
  const given = process.env['LRPLAB_CHROMIUM'];
  if (given) return given;
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const found = names.map(name => findOnPath(name, processSurroundings()));
  return found.find(path => path !== null) ?? null;
}

/** Starts Chromium without a window. @throws where it cannot start. */
export function launchChromium(program: string): Promise<Browser> {
  return chromium.launch({
    executablePath: program,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/** A page with the network cut off. */
export interface OfflinePage {
  readonly page: Page;
  /** Addresses of other machines it asked for; all were refused. */
  readonly outside: readonly string[];
  /** Errors its scripts threw. */
  readonly errors: readonly string[];
}

/** Opens an empty page from which only 127.0.0.1 and local files can be reached. */
export async function openOfflinePage(
  browser: Browser,
  {width = 1200, height = 900}: {readonly width?: number; readonly height?: number} = {},
): Promise<OfflinePage> {
  const context = await browser.newContext({viewport: {width, height}});
  const [outside, errors]: [string[], string[]] = [[], []];
  await context.route('**/*', async route => {
    const address = new URL(route.request().url());
    const isLocal =
      ['file:', 'data:', 'blob:', 'about:'].includes(address.protocol) ||
      ['127.0.0.1', 'localhost'].includes(address.hostname);
    if (isLocal) return route.continue();
    outside.push(address.href);
    return route.abort('internetdisconnected');
  });
  const page = await context.newPage();
  page.on('pageerror', error => {
    errors.push(error.message);
  });
  return {page, outside, errors};
}
