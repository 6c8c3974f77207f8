import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {PlotError} from './plot-error.js';

/**
 * Reads the script of the installed package plotly.js-dist: the only place of this folder that
 * touches the disk.
 *
 * @throws PlotError `plot/plotly-missing` where the package is not there.
 */
export function readPlotly(): Uint8Array {
  try {
    return readFileSync(createRequire(import.meta.url).resolve('plotly.js-dist'));
  } catch (cause) {
    throw new PlotError(
      'plot/plotly-missing',
      'the package plotly.js-dist cannot be read; run "npm ci", or write the page without interactive figures',
      {cause},
    );
  }
}
