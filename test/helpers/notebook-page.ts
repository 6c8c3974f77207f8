import type {Locator, Page} from 'playwright-core';
import type {JupyterServer} from './jupyter.js';

/** A notebook open in JupyterLab or Notebook 7, driven as a person would: by its menus, keys and mouse. */
export interface NotebookPage {
  readonly page: Page;
  /** The code cells, top to bottom. */
  readonly cells: Locator;
  /** Runs every cell and waits until the last is done. */
  readonly runAll: () => Promise<void>;
  /** Adds a code cell at the end and types into it, without running it. */
  readonly typeNew: (text: string) => Promise<Locator>;
  /** Runs the selected cell; does not wait. */
  readonly start: () => Promise<void>;
  /** Waits until nothing runs. */
  readonly idle: () => Promise<void>;
  readonly interrupt: () => Promise<void>;
  /** What a cell shows below it. */
  readonly output: (cell: Locator) => Locator;
}

const patience = 120_000;

/** Opens a notebook and waits until its kernel is ready. @throws where it is not within two minutes. */
export async function openNotebookPage(
  page: Page,
  server: JupyterServer,
  notebook: string,
): Promise<NotebookPage> {
  page.setDefaultTimeout(patience);
  await page.goto(server.address(notebook));
  const panel = page.locator('.jp-NotebookPanel:visible');
  const cells = panel.locator('.jp-CodeCell');
  await cells.first().waitFor();
  const idle = async (): Promise<void> => {
    await panel.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').waitFor();
    await panel.locator('.jp-InputPrompt', {hasText: '[*]'}).first().waitFor({state: 'detached'});
  };
  const menu = async (bar: string, item: string): Promise<void> => {
    await page.locator('.lm-MenuBar-item', {hasText: new RegExp(`^${bar}$`)}).click();
    await page
      .locator('.lm-Menu-item:visible')
      .filter({has: page.getByText(new RegExp(`^${item}$`))})
      .click();
  };
  await untilConnected(server);
  await idle();
  return {
    page,
    cells,
    idle,
    async runAll() {
      await menu('Run', 'Run All Cells');
      await idle();
    },
    async typeNew(text) {
      await cells.last().locator('.cm-content').click();
      await page.keyboard.press('Escape');
      const before = await cells.count();
      await page.keyboard.press('b');
      await cells.nth(before).waitFor();
      await page.keyboard.press('Enter');
      await page.keyboard.type(text);
      return cells.nth(before);
    },
    start: () => page.keyboard.press('Control+Enter'),
    async interrupt() {
      await menu('Kernel', 'Interrupt Kernel');
    },
    output: cell => cell.locator('.jp-OutputArea-output'),
  };
}

/** Before its kernel is connected, a notebook looks idle too. */
async function untilConnected({origin, token}: JupyterServer): Promise<void> {
  for (let tries = 0; tries < patience / 200; tries++) {
    const answer = await fetch(`${origin}/api/sessions?token=${token}`);
    const sessions = (await answer.json()) as readonly {
      kernel: {execution_state: string; connections: number} | null;
    }[];
    const isReady = sessions.some(
      ({kernel}) => kernel !== null && kernel.execution_state === 'idle' && kernel.connections > 0,
    );
    if (isReady) return;
    await new Promise(done => setTimeout(done, 200));
  }
  throw new Error('the kernel of the notebook did not become ready');
}

/**
 * Presses Tab until the completer offers something; front ends give a kernel a second, and a first completion
 * may take longer. @throws where nothing is offered.
 */
export async function completions(page: Page): Promise<readonly string[]> {
  const items = page.locator('.jp-Completer:visible .jp-Completer-item');
  for (let tries = 0; tries < 10; tries++) {
    await page.keyboard.press('Tab');
    const shown = await items
      .first()
      .waitFor({timeout: 3000})
      .then(
        () => true,
        () => false,
      );
    if (shown) return items.locator('.jp-Completer-match').allTextContents();
  }
  throw new Error('the completer offers nothing');
}
