// What `import 'lrplab/tslab'` gives: `%%lrp` cells in a stock tslab kernel. In lrplab's own kernel there is
// nothing left to do, and outside any kernel nothing happens.
import {createScriptCells} from './create-script-cells.js';
import {extendStockKernel} from './stock/extend-stock-kernel.js';
import {runningStockKernel} from './stock/stock-kernel.js';
import {currentCell} from './ts/cell-context.js';

const stock = currentCell() === null ? runningStockKernel() : null;
if (stock !== null) extendStockKernel(stock, createScriptCells);

/** Set when the cell is interrupted that started the work going on here; outside lrplab's kernel never. */
export function cellSignal(): AbortSignal {
  return currentCell()?.signal ?? new AbortController().signal;
}
