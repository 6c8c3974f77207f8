import type {MimeBundle} from '../../src/plot/mime-bundle.js';
import {runningStockKernel} from './stock-kernel.js';

/**
 * Shows a bundle in the cell that a stock tslab kernel runs, in all its forms at once, which `tslab.display` cannot.
 *
 * @param id  With it the output can be replaced: pass `update` for every call but the first.
 * @returns   Whether there is such a kernel.
 */
export function showInStock(
  {data, metadata}: MimeBundle,
  {id, update = false}: {readonly id?: string; readonly update?: boolean} = {},
): boolean {
  const write = runningStockKernel()?.lastWriteDisplayData;
  if (write === undefined || write === null) return false;
  // Front ends fall over `transient: null`.
  write({data, metadata, transient: id === undefined ? {} : {display_id: id}}, update);
  return true;
}
