import {inspect} from 'node:util';
import type {MimeBundle} from '../../src/plot/mime-bundle.js';
import type {ScriptCells} from '../script-cells.js';
import type {WriteDisplay, WriteStream} from './stock-kernel.js';

/** Where a stock kernel's cell can write. */
export interface StockOutput {
  readonly stream: WriteStream;
  readonly display: WriteDisplay;
}

/**
 * Carries out a `%%lrp` cell in a stock kernel; Ctrl+C sets its signal.
 *
 * @throws what tslab prints as the cell's frames, and only those.
 */
export async function runScriptCell(
  cells: ScriptCells,
  code: string,
  {stream, display}: StockOutput,
  framesOf: (error: unknown) => string,
): Promise<undefined> {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.once('SIGINT', stop);
  const shown = new Set<string>();
  const show = ({data, metadata}: MimeBundle, id?: string): void => {
    const again = id !== undefined && shown.has(id);
    if (id !== undefined) shown.add(id);
    display({data, metadata, transient: id === undefined ? {} : {display_id: id}}, again);
  };
  try {
    const result = await cells.run(code, {stream, display: show, signal: controller.signal});
    if (result !== null) show(result);
    return undefined;
  } catch (error) {
    // tslab prints what a cell throws with all frames of its own; this prints as it should be read.
    throw {[inspect.custom]: () => framesOf(error)};
  } finally {
    process.off('SIGINT', stop);
  }
}
